/** JMH benchmarks of what a training spends its time on, and the command that runs them. */
package io.github.biwaa.bench;
