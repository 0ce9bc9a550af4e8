package io.github.biwaa.torch.distributed;

import io.github.biwaa.InvalidSettingException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Where ranks meet.
 *
 * @param host of whoever listens
 * @param port 1 to 65535
 */
record MasterAddress(String host, int port) {
    private static final int CONNECT_MILLIS = 5000;
    private static final long RETRY_MILLIS = 200;

    MasterAddress {
        if (port < 1 || port > 0xFFFF) {
            throw new InvalidSettingException("MASTER_PORT: " + port + ", expected 1 to 65535");
        }
    }

    /** @return the address of this machine in the network that leads there */
    String ownAddress() {
        // Connecting a datagram socket sends nothing; it only chooses the way.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(host, port));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | RuntimeException e) {
            throw new InvalidSettingException("MASTER_ADDR: " + host + " cannot be reached: " + e.getMessage());
        }
    }

    /**
     * Waits until somebody listens there. libtorch would wait as well, but longer than it is told to, and print what it thinks of it.
     *
     * @throws IllegalStateException if nobody does in time
     */
    void awaitListener(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!listens()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("nobody listens there, so rank 0 was not started, or has ended");
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
