/** Golden numbers: arrays that the published reference computed, which the tests hold our results against. */
package io.github.biwaa.golden;
