package io.github.biwaa.settings;

/** What changes weights by their gradients. */
public enum OptimizerChoice {
    /** Stochastic gradient descent with Nesterov momentum, the paper's. */
    SGD,
    /** Adam with decoupled weight decay, which transformers are usually trained by. */
    ADAMW
}
