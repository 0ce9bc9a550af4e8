/** Pictures turned into embeddings: files of features that other programs, and a training, take in place of the pictures. */
@NullMarked
package io.github.biwaa.embedding;

import org.jspecify.annotations.NullMarked;
