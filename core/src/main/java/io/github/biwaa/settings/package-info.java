/** What a training is told: its settings, complete and checked, and config.yaml, which holds them. */
@NullMarked
package io.github.biwaa.settings;

import org.jspecify.annotations.NullMarked;
