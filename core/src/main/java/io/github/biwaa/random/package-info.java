/** Random choices as a function of where they are made, so that neither threads nor restarts can change them. */
@NullMarked
package io.github.biwaa.random;

import org.jspecify.annotations.NullMarked;
