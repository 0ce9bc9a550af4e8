/**
 * Networks: layers, backbones by name, bottleneck, classifier, domain discriminator and gradient reversal. Parameters carry torchvision's names,
 * so that published weights load as they are.
 */
package io.github.biwaa.network;
