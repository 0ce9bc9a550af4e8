/** What a setting is: declared once, with its key, type, range, default and help; and a typed map of settings to values. */
@NullMarked
package io.github.biwaa.setting;

import org.jspecify.annotations.NullMarked;
