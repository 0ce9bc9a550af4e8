/** Tables of a sweep's results. */
package io.github.biwaa.benchmark.table;
