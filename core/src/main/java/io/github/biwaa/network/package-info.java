/**
 * Networks: layers, backbones by name, bottleneck, classifier, domain discriminator and gradient reversal. Parameters carry torchvision's names,
 * so that published weights load as they are.
 */
@NullMarked
package io.github.biwaa.network;

import org.jspecify.annotations.NullMarked;
