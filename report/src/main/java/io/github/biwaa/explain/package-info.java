/** What a model looks at: heat maps of its adversarial branch and of its classes. */
package io.github.biwaa.explain;
