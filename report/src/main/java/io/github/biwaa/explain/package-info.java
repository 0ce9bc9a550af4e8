/** What a model looks at: heat maps of its adversarial branch and of its classes. */
@NullMarked
package io.github.biwaa.explain;

import org.jspecify.annotations.NullMarked;
