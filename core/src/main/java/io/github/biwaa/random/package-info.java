/** Random choices as a function of where they are made, so that neither threads nor restarts can change them. */
package io.github.biwaa.random;
