/** Reads samples from disk: folders, lists and files of features, with their labels and class names. */
package io.github.biwaa.data;
