/** The trainings of a sweep, and the folder that records how each ended. */
package io.github.biwaa.benchmark.job;
