/** What a report shows, read from a run folder and computed from its model: outcomes, feature maps, distances. */
@NullMarked
package io.github.biwaa.report.evidence;

import org.jspecify.annotations.NullMarked;
