/** Python's pickle format, as far as files of tensors need it: what else a file asks for is refused. */
@NullMarked
package io.github.biwaa.torch.file.pickle;

import org.jspecify.annotations.NullMarked;
