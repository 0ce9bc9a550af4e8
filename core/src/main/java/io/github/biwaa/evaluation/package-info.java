/** What a network makes of a domain: scores, accuracy, confusion. */
package io.github.biwaa.evaluation;
