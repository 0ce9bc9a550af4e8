/** Terms that learn from labels: the source's, known ones of the target, a teacher's, and the guessed ones of mixed samples. */
@NullMarked
package io.github.biwaa.adaptation.classification;

import org.jspecify.annotations.NullMarked;
