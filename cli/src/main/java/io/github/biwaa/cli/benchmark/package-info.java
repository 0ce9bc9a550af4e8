/** {@code biwaa benchmark} and {@code biwaa bench}. */
package io.github.biwaa.cli.benchmark;
