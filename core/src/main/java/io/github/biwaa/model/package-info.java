/** A trained classifier as one thing: network, classes and preprocessing, saved and loaded together so that training and prediction cannot disagree. */
@NullMarked
package io.github.biwaa.model;

import org.jspecify.annotations.NullMarked;
