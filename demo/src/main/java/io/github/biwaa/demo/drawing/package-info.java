/** Objects as line drawings, and the styles that turn them into pictures. */
package io.github.biwaa.demo.drawing;
