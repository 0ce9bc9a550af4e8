/**
 * The adaptation itself: loss terms, the methods made of them, pseudo-labels, schedules. Each term is one file that can be read against its
 * formula in docs/method.md. Notation: B samples per domain, K classes, d features; s source, t target.
 */
@NullMarked
package io.github.biwaa.adaptation;

import org.jspecify.annotations.NullMarked;
