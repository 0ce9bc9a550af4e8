/** Reads samples from disk: folders, lists and files of features, with their labels and class names. */
@NullMarked
package io.github.biwaa.data;

import org.jspecify.annotations.NullMarked;
