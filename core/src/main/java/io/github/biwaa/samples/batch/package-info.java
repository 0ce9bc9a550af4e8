/** Which samples make up a batch, and loading batches ahead of the steps that use them. */
@NullMarked
package io.github.biwaa.samples.batch;

import org.jspecify.annotations.NullMarked;
