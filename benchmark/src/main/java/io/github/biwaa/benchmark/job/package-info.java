/** The trainings of a sweep, and the folder that records how each ended. */
@NullMarked
package io.github.biwaa.benchmark.job;

import org.jspecify.annotations.NullMarked;
