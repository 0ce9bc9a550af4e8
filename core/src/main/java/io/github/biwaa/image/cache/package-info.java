/** Decoded pictures in one file, which later trainings and other processes read. */
@NullMarked
package io.github.biwaa.image.cache;

import org.jspecify.annotations.NullMarked;
