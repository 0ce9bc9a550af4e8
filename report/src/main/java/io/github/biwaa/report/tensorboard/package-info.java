/** Event files that TensorBoard reads. */
package io.github.biwaa.report.tensorboard;
