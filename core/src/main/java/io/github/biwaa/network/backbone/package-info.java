/** Backbones by name, the published weights they start from, and what a backbone of your own must provide. */
package io.github.biwaa.network.backbone;
