/** Training: settings, optimizer, one run ({@code Trainer}), chains of runs ({@code IterativeAlignment}) and the folder they leave. */
package io.github.biwaa.training;
