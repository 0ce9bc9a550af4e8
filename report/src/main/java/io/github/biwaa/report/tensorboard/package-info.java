/** Event files that TensorBoard reads. */
@NullMarked
package io.github.biwaa.report.tensorboard;

import org.jspecify.annotations.NullMarked;
