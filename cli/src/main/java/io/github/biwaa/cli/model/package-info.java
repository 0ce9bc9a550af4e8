/** Commands that use a trained model: {@code predict}, {@code explain}, {@code embed} and {@code export}. */
package io.github.biwaa.cli.model;
