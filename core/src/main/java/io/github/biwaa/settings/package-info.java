/** What a training is told: its settings, complete and checked, and config.yaml, which holds them. */
package io.github.biwaa.settings;
