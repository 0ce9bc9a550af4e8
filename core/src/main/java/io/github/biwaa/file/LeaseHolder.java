package io.github.biwaa.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds a lease, as its file says.
 *
 * @param words for people: process 4711 on lab3 since 2026-05-04 10:11:12
 * @param host {@link HostIdentity} of its machine
 * @param process on that machine
 * @param id of this holder alone, not even shared with another lease of the same process
 */
record LeaseHolder(String words, String host, RunningProcess process, String id) {
    private static final Pattern FORM = Pattern.compile(
            "biwaa lease\nholder: (.*)\nhost: (.*)\nprocess: (\\d{1,18}) (\\d{1,18})\nid: (.+)\nrenewed: \\d{10}\n");

    static LeaseHolder here() {
        return new LeaseHolder(
                LockHolder.thisProcess(),
                HostIdentity.ofThisMachine(),
                RunningProcess.of(ProcessHandle.current()),
                UUID.randomUUID().toString());
    }

    /** @return empty for what no holder has written, or not to its end */
    static Optional<LeaseHolder> parse(byte[] content) {
        Matcher file = FORM.matcher(new String(content, StandardCharsets.UTF_8));
        return file.matches()
                ? Optional.of(new LeaseHolder(
                        file.group(1),
                        file.group(2),
                        new RunningProcess(Long.parseLong(file.group(3)), Long.parseLong(file.group(4))),
                        file.group(5)))
                : Optional.empty();
    }

    /**
     * @param renewals counted from 0
     * @return the content of the file; always as long, so that overwriting never leaves half of another
     */
    byte[] content(int renewals) {
        return String.format(
                        Locale.ROOT,
                        "biwaa lease\nholder: %s\nhost: %s\nprocess: %d %d\nid: %s\nrenewed: %010d\n",
                        words,
                        host,
                        process.number(),
                        process.started(),
                        id,
                        renewals)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @return whether a file's content is this holder's, however often renewed */
    boolean wrote(byte[] content) {
        byte[] own = content(0);
        int counter = "0000000000\n".length();
        return content.length == own.length
                && Arrays.equals(content, 0, own.length - counter, own, 0, own.length - counter);
    }

    boolean isOfThisMachine() {
        return !host.isEmpty() && host.equals(HostIdentity.ofThisMachine());
    }
}
