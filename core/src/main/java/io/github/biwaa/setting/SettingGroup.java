package io.github.biwaa.setting;

/** What settings are about. Help and documentation show them group by group, in this order. */
public enum SettingGroup {
    /** Where samples are and how they are read. */
    DATA("Pictures or embeddings"),
    /** How the network is adapted. */
    METHOD("Method"),
    /** The network and what it sees. */
    NETWORK("Network"),
    /** How long and how fast is trained. */
    SCHEDULE("Schedule"),
    /** How the machine is used. */
    MACHINE("Machine");

    private final String heading;

    SettingGroup(String heading) {
        this.heading = heading;
    }

    /** @return the heading of the group in help and documentation */
    public String heading() {
        return heading;
    }
}
