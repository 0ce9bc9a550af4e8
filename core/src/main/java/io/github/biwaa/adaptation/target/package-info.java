/** Terms of the target alone: they make its predictions certain, diverse, and like those of their neighbours and centroids. */
@NullMarked
package io.github.biwaa.adaptation.target;

import org.jspecify.annotations.NullMarked;
