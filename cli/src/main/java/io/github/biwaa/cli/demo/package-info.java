/** {@code biwaa demo}. */
@NullMarked
package io.github.biwaa.cli.demo;

import org.jspecify.annotations.NullMarked;
