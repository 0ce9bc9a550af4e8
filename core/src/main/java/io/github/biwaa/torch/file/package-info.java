/** Files of tensors: safetensors, NumPy arrays, and what PyTorch writes. Nothing in a file is executed. */
@NullMarked
package io.github.biwaa.torch.file;

import org.jspecify.annotations.NullMarked;
