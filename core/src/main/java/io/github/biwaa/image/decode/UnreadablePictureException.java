package io.github.biwaa.image.decode;

/** Why bytes are not a picture, without the file's name, which {@link ImageDecoder} puts before it. */
final class UnreadablePictureException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadablePictureException(String reason) {
        super(reason);
    }

    UnreadablePictureException(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** The file ends too early. */
    static UnreadablePictureException truncated() {
        return new UnreadablePictureException("the file is truncated: it ends before the picture does; copy it again");
    }
}
