package io.github.biwaa.run;

import io.github.biwaa.Progress.Task;

/**
 * How far a task of a training is, for another process.
 *
 * @param task what is being done
 * @param done so much of it
 * @param total of so much; -1 if that is not known
 */
public record TaskReport(Task task, long done, long total) {}
