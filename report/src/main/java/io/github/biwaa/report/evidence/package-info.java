/** What a report shows, read from a run folder and computed from its model: outcomes, feature maps, distances. */
package io.github.biwaa.report.evidence;
