/** MNIST, USPS and SVHN in the files in which they are published. */
package io.github.biwaa.benchmark.digit;
