/** Commands that use a trained model: {@code predict}, {@code explain}, {@code embed} and {@code export}. */
@NullMarked
package io.github.biwaa.cli.model;

import org.jspecify.annotations.NullMarked;
