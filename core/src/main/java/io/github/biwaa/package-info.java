/** Biwaa: unsupervised domain adaptation of image classifiers. This package holds what every other one may use: the exceptions meant for people. */
@NullMarked
package io.github.biwaa;

import org.jspecify.annotations.NullMarked;
