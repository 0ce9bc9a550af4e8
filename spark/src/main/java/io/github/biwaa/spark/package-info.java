/** Models of Biwaa as Transformers of Spark ML. */
@NullMarked
package io.github.biwaa.spark;

import org.jspecify.annotations.NullMarked;
