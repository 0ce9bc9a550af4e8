package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import java.util.List;

/** The fixed views a picture is scored by. */
public enum Views {
    /** One view, the centre. */
    @JsonProperty("centre")
    CENTRE("centre", 1),
    /** Four corners and the centre, each plain and flipped, as in the paper. */
    @JsonProperty("ten-crop")
    TEN_CROP("ten-crop", 10);

    private final String id;
    private final int count;

    Views(String id, int count) {
        this.id = id;
        this.count = count;
    }

    /** @return the name in settings and files */
    public String id() {
        return id;
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

    /** @throws InvalidSettingException if there is no such choice */
    public static Views named(String id) {
        for (Views views : values()) {
            if (views.id.equals(id)) {
                return views;
            }
        }
        throw new InvalidSettingException("views: " + id + ", expected centre or ten-crop");
    }
}
