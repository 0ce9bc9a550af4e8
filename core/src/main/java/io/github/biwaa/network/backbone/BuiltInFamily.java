package io.github.biwaa.network.backbone;

/** Backbones that come with the library; their names go before others'. */
public interface BuiltInFamily extends BackboneFamily {}
