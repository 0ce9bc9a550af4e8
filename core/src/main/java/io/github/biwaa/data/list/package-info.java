/** Lists of pictures as text files: reading them, and the classes that their numbers stand for. */
@NullMarked
package io.github.biwaa.data.list;

import org.jspecify.annotations.NullMarked;
