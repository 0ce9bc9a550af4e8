package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import java.util.List;

/** The fixed views a picture is scored by. */
public enum Views {
    /** One view, the centre. */
    @JsonProperty("centre")
    CENTRE(1),
    /** Four corners and the centre, each plain and flipped, as in the paper. */
    @JsonProperty("ten-crop")
    TEN_CROP(10);

    private final int count;

    Views(int count) {
        this.count = count;
    }

    /** @return how many views there are of a picture; also the weight of a prior that was scored by them */
    public int count() {
        return count;
    }

    /** @return the places of the views in a prepared picture */
    public List<CropBox> crops(Preprocessing preprocessing) {
        int resize = preprocessing.resize();
        int crop = preprocessing.crop();
        return this == TEN_CROP ? TenCrop.views(resize, crop) : List.of(TenCrop.centreView(resize, crop));
    }
}
