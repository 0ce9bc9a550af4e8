/** Files of tensors: safetensors, NumPy arrays, and what PyTorch writes. Nothing in a file is executed. */
package io.github.biwaa.torch.file;
