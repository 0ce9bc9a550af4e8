/**
 * The pictures of {@code biwaa demo}: ten everyday objects drawn by the program itself in two domains that differ as real ones do. Start at
 * {@link io.github.biwaa.cli.demo.DemoPictures}; an {@link io.github.biwaa.cli.demo.ObjectClass} says what is drawn, a
 * {@link io.github.biwaa.cli.demo.DomainStyle} how.
 */
package io.github.biwaa.cli.demo;
