package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.biwaa.InvalidSettingException;

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
