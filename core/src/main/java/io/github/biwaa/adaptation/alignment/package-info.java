/** Terms that make the features of both domains alike: of all samples, or class by class. */
@NullMarked
package io.github.biwaa.adaptation.alignment;

import org.jspecify.annotations.NullMarked;
