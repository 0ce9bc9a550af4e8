/** MNIST, USPS and SVHN in the files in which they are published. */
@NullMarked
package io.github.biwaa.benchmark.digit;

import org.jspecify.annotations.NullMarked;
