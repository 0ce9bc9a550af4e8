package io.github.biwaa.report;

/**
 * Features of both domains in the plane.
 *
 * @param title when, for example "before"
 * @param distance the proxy A-distance, 0 to 2
 * @param places t-SNE, [n][2]; the source's first
 * @param sources how many of them are the source's
 * @param classes class of each: the source's labels, then the target's labels, or what is predicted where there are none; -1 if not known
 */
record FeatureMap(String title, double distance, double[][] places, int sources, int[] classes) {}
