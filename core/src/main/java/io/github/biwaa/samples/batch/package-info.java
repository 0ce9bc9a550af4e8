/** Which samples make up a batch, and loading batches ahead of the steps that use them. */
package io.github.biwaa.samples.batch;
