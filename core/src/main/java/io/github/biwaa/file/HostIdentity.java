package io.github.biwaa.file;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Tells machines apart within which the number of a process means something. Names of hosts do not: containers and clones share them. */
final class HostIdentity {
    /** Random since the machine was started. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** Containers of one machine count their processes separately. */
    private static final Path PROCESSES = Path.of("/proc/self/ns/pid");

    private HostIdentity() {}

    /** @return equal for processes that see each other; empty where nothing tells machines apart */
    static String ofThisMachine() {
        try {
            return Files.readString(BOOT, StandardCharsets.UTF_8).strip() + " " + Files.readSymbolicLink(PROCESSES);
        } catch (IOException | UnsupportedOperationException noLinux) {
            return networkCards();
        }
    }

    private static String networkCards() {
        try {
            return NetworkInterface.networkInterfaces()
                    .map(HostIdentity::address)
                    .filter(address -> !address.isEmpty())
                    .sorted()
                    .collect(Collectors.joining(" "));
        } catch (SocketException e) {
            return "";
        }
    }

    private static String address(NetworkInterface card) {
        try {
            byte[] address = card.getHardwareAddress();
            return card.isVirtual() || address == null ? "" : HexFormat.of().formatHex(address);
        } catch (SocketException e) {
            return "";
        }
    }
}
