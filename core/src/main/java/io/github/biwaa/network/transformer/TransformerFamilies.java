package io.github.biwaa.network.transformer;

import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.BuiltInFamily;
import java.util.List;
import java.util.stream.Stream;

/** The built-in backbones that are made of attention. */
public final class TransformerFamilies implements BuiltInFamily {

    @Override
    public List<BackboneKind> kinds() {
        return Stream.of(Swin.kinds(), VitKinds.kinds()).flatMap(List::stream).toList();
    }
}
