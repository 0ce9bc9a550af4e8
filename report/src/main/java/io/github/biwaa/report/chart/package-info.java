/** Markup whose values are escaped by construction, and charts that are drawn both as SVG and as pictures. */
package io.github.biwaa.report.chart;
