/** Many pictures, or embeddings, through one model: rows of text, folders of copies, accuracy where labels are known. */
@NullMarked
package io.github.biwaa.prediction;

import org.jspecify.annotations.NullMarked;
