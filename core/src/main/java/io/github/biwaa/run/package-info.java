/** The run folder, which is the contract between commands: configuration, checkpoints, metrics, summary and provenance. */
@NullMarked
package io.github.biwaa.run;

import org.jspecify.annotations.NullMarked;
