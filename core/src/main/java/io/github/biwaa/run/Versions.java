package io.github.biwaa.run;

/** Versions worth recording. */
public final class Versions {

    private Versions() {}

    /** @return the version of Biwaa, or {@code development} when run from class files */
    public static String biwaa() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
