/** Asking a person about pictures of a target: in which order, and what is kept of the answers. */
@NullMarked
package io.github.biwaa.report.review;

import org.jspecify.annotations.NullMarked;
