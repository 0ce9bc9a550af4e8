/** The whole way from two folders of pictures to a model and an answer: what the data look like, what this machine can do in some time, which method is best. */
@NullMarked
package io.github.biwaa.adapt;

import org.jspecify.annotations.NullMarked;
