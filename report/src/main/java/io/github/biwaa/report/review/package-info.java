/** Asking a person about pictures of a target: in which order, and what is kept of the answers. */
package io.github.biwaa.report.review;
