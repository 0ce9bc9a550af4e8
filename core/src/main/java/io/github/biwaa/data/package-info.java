/** Domains read from folders and lists, samplers, and the loading of batches. */
package io.github.biwaa.data;
