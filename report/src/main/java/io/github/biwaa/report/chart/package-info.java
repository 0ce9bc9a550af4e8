/** Markup whose values are escaped by construction, and charts that are drawn both as SVG and as pictures. */
@NullMarked
package io.github.biwaa.report.chart;

import org.jspecify.annotations.NullMarked;
