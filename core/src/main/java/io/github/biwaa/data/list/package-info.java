/** Lists of pictures as text files: reading them, and the classes that their numbers stand for. */
package io.github.biwaa.data.list;
