/** Pages that show what trainings did: read from run folders, written as one self-contained HTML file or served while training goes on. */
@NullMarked
package io.github.biwaa.report;

import org.jspecify.annotations.NullMarked;
