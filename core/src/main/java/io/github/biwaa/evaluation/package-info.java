/** What a network makes of a domain: scores, accuracy, confusion. */
@NullMarked
package io.github.biwaa.evaluation;

import org.jspecify.annotations.NullMarked;
