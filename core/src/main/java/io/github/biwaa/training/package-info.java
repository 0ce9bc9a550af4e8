/** Training: settings, optimizer, one run ({@code Trainer}), chains of runs ({@code IterativeAlignment}) and the folder they leave. */
@NullMarked
package io.github.biwaa.training;

import org.jspecify.annotations.NullMarked;
