/**
 * The thin layer over libtorch: loading it, threads and seed, precision, conversion between Java arrays and tensors, named tensors and their
 * files. Tensors are libtorch's own ({@link org.bytedeco.pytorch.Tensor}); their native memory belongs to the innermost open
 * {@link org.bytedeco.javacpp.PointerScope} and is freed when that closes, never by the garbage collector.
 */
@NullMarked
package io.github.biwaa.torch;

import org.jspecify.annotations.NullMarked;
