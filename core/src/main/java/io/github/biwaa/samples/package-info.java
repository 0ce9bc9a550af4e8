/** What a network is fed: samples and their order, views of them, and the batches of training steps. */
@NullMarked
package io.github.biwaa.samples;

import org.jspecify.annotations.NullMarked;
