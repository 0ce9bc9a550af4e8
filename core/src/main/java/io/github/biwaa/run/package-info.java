/** The run folder, which is the contract between commands: configuration, checkpoints, metrics, summary and provenance. */
package io.github.biwaa.run;
