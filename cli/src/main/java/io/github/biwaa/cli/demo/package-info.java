/** {@code biwaa demo}. */
package io.github.biwaa.cli.demo;
