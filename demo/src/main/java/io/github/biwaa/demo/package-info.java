/**
 * The pictures of {@code biwaa demo}: ten everyday objects drawn by the program itself in two domains that differ as real ones do. Start at
 * {@link io.github.biwaa.demo.DemoPictures}; an {@link io.github.biwaa.demo.drawing.ObjectClass} says what is drawn, a
 * {@link io.github.biwaa.demo.drawing.DomainStyle} how.
 */
@NullMarked
package io.github.biwaa.demo;

import org.jspecify.annotations.NullMarked;
