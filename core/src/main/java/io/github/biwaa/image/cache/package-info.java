/** Decoded pictures in one file, which later trainings and other processes read. */
package io.github.biwaa.image.cache;
