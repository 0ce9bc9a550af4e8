/** Objects as line drawings, and the styles that turn them into pictures. */
@NullMarked
package io.github.biwaa.demo.drawing;

import org.jspecify.annotations.NullMarked;
