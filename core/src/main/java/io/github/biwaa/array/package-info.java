/** Arrays of numbers and tables in the files that other programs write: NumPy's .npy and .npz, MATLAB's .mat, comma-separated text. Nothing in a file is executed. */
@NullMarked
package io.github.biwaa.array;

import org.jspecify.annotations.NullMarked;
