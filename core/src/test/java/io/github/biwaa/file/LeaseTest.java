package io.github.biwaa.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ChildJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // leases are held, not used
@Tag("machine")
class LeaseTest {
    private static final Duration LENGTH = LeaseTerms.STANDARD.length();

    @TempDir
    private Path folder;

    /** Time passes only while somebody sleeps. */
    private static final class Clock implements LeaseTerms.Ticker {
        private Duration time = Duration.ofNanos(Long.MAX_VALUE).minusSeconds(5);
        private final Duration start = time;
        private Runnable passing = () -> {};

        @Override
        public long nanoTime() {
            // It overflows, as it may.
            return time.toSeconds() * 1_000_000_000L + time.toNanosPart();
        }

        @Override
        public void sleep(Duration pause) {
            time = time.plus(pause);
            passing.run();
        }

        Duration passed() {
            return time.minus(start);
        }
    }

    private final Clock clock = new Clock();
    private final LeaseTerms terms = new LeaseTerms(LeaseTerms.STANDARD.renewal(), LeaseTerms.STANDARD.length(), clock);

    private static LeaseHolder elsewhere() {
        return new LeaseHolder(
                "process 12 on lab4 since 2031-01-01 00:00:00",
                "another machine",
                new RunningProcess(12, 1),
                UUID.randomUUID().toString());
    }

    private Path file() {
        return folder.resolve("lease");
    }

    private Lease acquire() throws IOException {
        return Lease.acquire(folder.resolve("lock"), file(), "the folder", terms);
    }

    private void write(LeaseHolder holder, int renewals) {
        try {
            Files.write(file(), holder.content(renewals));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneIsThereWhileItIsHeld() throws IOException {
        try (Lease lease = acquire()) {
            assertThat(LeaseHolder.parse(Files.readAllBytes(file()))
                            .orElseThrow()
                            .process())
                    .isEqualTo(RunningProcess.of(ProcessHandle.current()));
            byte[] before = Files.readAllBytes(file());
            lease.renew();
            lease.check();
            assertThat(Files.readAllBytes(file())).isNotEqualTo(before).hasSameSizeAs(before);
            assertThatThrownBy(this::acquire).hasMessage("the folder is in use by another thread of this process.");
        }
        assertThat(file()).doesNotExist();
        acquire().close();
        assertThat(clock.passed()).isZero();
    }

    /** Times of files and of hosts say nothing: what counts is whether it changes while it is watched. */
    @ParameterizedTest
    @ValueSource(longs = {-3600, -60, 0, 60, 3600})
    void whatNobodyRenewsIsTakenAfterItsLength(long clockIsWrongBySeconds) throws IOException {
        write(elsewhere(), 7);
        Files.setLastModifiedTime(file(), FileTime.from(Instant.now().plusSeconds(clockIsWrongBySeconds)));
        try (Lease lease = acquire()) {
            assertThat(clock.passed()).isBetween(LENGTH, LENGTH.plusSeconds(3));
            lease.renew();
            lease.check();
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.draft");
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, -60, 0, 60, 3600})
    void whatSomebodyRenewsIsLeftToHim(long clockIsWrongBySeconds) throws IOException {
        LeaseHolder other = elsewhere();
        write(other, 7);
        clock.passing = () -> {
            if (clock.passed().equals(LENGTH.minusSeconds(1))) {
                write(other, 8);
                try {
                    Files.setLastModifiedTime(
                            file(), FileTime.from(Instant.now().plusSeconds(clockIsWrongBySeconds)));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        assertThatThrownBy(this::acquire)
                .isInstanceOf(BiwaaException.class)
                .hasMessage("the folder is in use by process 12 on lab4 since 2031-01-01 00:00:00.");
        assertThat(clock.passed()).isEqualTo(LENGTH.minusSeconds(1));
        assertThat(Files.readAllBytes(file())).isEqualTo(other.content(8));
        clock.passing = () -> {};
        acquire().close();
    }

    @Test
    void whatIsGivenBackMeanwhileIsTakenAtOnce() throws IOException {
        write(elsewhere(), 7);
        clock.passing = () -> file().toFile().delete();
        try (Lease lease = acquire()) {
            assertThat(clock.passed()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "biwaa lease\nholder: process", "\0\0\0\0", "biwaa lease\nprocess: -1 x\n"})
    void aTornFileIsWaitedForAsAnyOther(String content) throws IOException {
        Files.writeString(file(), content);
        try (Lease lease = acquire()) {
            assertThat(clock.passed()).isBetween(LENGTH, LENGTH.plusSeconds(3));
        }
    }

    @Test
    void whoeverLostItIsToldAndLeavesItToTheOther() throws IOException {
        LeaseHolder other = elsewhere();
        try (Lease lease = acquire()) {
            write(other, 0);
            lease.renew();
            assertThat(lease.isLost()).isTrue();
            assertThatThrownBy(lease::check)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageStartingWith("the folder is no longer held by this process: process 12 on lab4");
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(other.content(0));
    }

    /** After a stop as long as the lease, the first step asks for itself. */
    @Test
    void whoeverStoodStillLooksBeforeHeGoesOn() throws IOException {
        try (Lease lease = acquire()) {
            clock.sleep(LENGTH);
            lease.check();
            clock.sleep(LENGTH.minusSeconds(1));
            write(elsewhere(), 0);
            lease.check();
            clock.sleep(Duration.ofSeconds(1));
            assertThatThrownBy(lease::check).isInstanceOf(BiwaaException.class);
        }
    }

    @Test
    void aDeletedOneIsLost() throws IOException {
        try (Lease lease = acquire()) {
            Files.delete(file());
            lease.renew();
            assertThatThrownBy(lease::check).hasMessageContaining(file() + " was deleted");
        }
    }

    /** As if permission were withdrawn or the file system gone. */
    @Test
    void whatCannotBeRenewedIsLostInTheEnd() throws IOException {
        try (Lease lease = acquire()) {
            Files.delete(file());
            Files.createDirectory(file());
            lease.renew();
            lease.check();
            clock.sleep(LENGTH);
            assertThatThrownBy(lease::check).hasMessageContaining("could not be renewed in time");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenToIsAnError() throws IOException {
        assertThatThrownBy(() -> Lease.acquire(folder.resolve("lock"), folder.resolve("none/lease"), "it", terms))
                .isInstanceOf(NoSuchFileException.class);
        acquire().close();
    }

    /** Holds a lease until it is ended. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (Lease lease = Lease.acquire(Path.of(arguments[0]), Path.of(arguments[1]), "it")) {
                System.out.println("held");
                Thread.sleep(600_000);
            }
        }
    }

    /** The lock is another one, as where the file system has none. */
    @Test
    void aKilledHolderOfThisMachineIsNoticedAtOnce() throws Exception {
        Process holder = ChildJava.command(List.of("-Xmx64m"), Holder.class, folder.resolve("its lock"), file())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
            assertThatThrownBy(this::acquire)
                    .hasMessageStartingWith("the folder is in use by process " + holder.pid() + " on ");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (Lease lease = acquire()) {
            assertThat(clock.passed()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void aProcessThatGotTheNumberOfAnotherIsNotThatOne() throws IOException {
        LeaseHolder here = LeaseHolder.here();
        write(
                new LeaseHolder(
                        here.words(),
                        here.host(),
                        new RunningProcess(
                                here.process().number(), here.process().started() - 3_600_000),
                        here.id()),
                0);
        assertThat(new LeaseWatch(file(), terms).look()).isEqualTo(LeaseWatch.State.ABANDONED);
    }

    @Test
    void severalAreWatchedAtOnce() throws IOException {
        Path absent = folder.resolve("absent");
        Path dead = Files.write(folder.resolve("dead"), elsewhere().content(0));
        Map<Path, String> leases = new LinkedHashMap<>(Map.of(absent, "one", dead, "two"));
        write(elsewhere(), 0);
        leases.put(file(), "three");
        LeaseWatch.requireFree(leases, terms);
        assertThat(clock.passed()).isEqualTo(LENGTH);
        try (Lease lease = acquire()) {
            assertThatThrownBy(() -> LeaseWatch.requireFree(leases, terms))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageStartingWith("three is in use by process "
                            + ProcessHandle.current().pid());
        }
    }

    /** It was seen to be renewed, but no more from a minute on: two minutes later it is over. */
    @Test
    void whoeverIsPatientOutlivesADyingHolder() {
        LeaseHolder other = elsewhere();
        write(other, 0);
        Duration last = Duration.ofSeconds(60);
        clock.passing = () -> {
            if (clock.passed().compareTo(last) <= 0) {
                write(other, (int) clock.passed().toSeconds() / 20);
            }
        };
        List<String> told = new ArrayList<>();
        LeaseWatch.await(file(), "it", Duration.ofMinutes(3), told::add, () -> false, terms);
        assertThat(clock.passed()).isEqualTo(last.plus(LENGTH));
        assertThat(told)
                .containsExactly("Waiting for process 12 on lab4 since 2031-01-01 00:00:00, which has it and may have"
                        + " ended: for 180 seconds at most.");
    }

    @Test
    void patienceEndsIfTheHolderLives() {
        LeaseHolder other = elsewhere();
        write(other, 0);
        clock.passing = () -> write(other, (int) clock.passed().toSeconds() / 20);
        assertThatThrownBy(() -> LeaseWatch.await(file(), "it", Duration.ofMinutes(3), told -> {}, () -> false, terms))
                .isInstanceOf(BiwaaException.class)
                .hasMessageStartingWith("it is in use by process 12 on lab4");
        assertThat(clock.passed()).isEqualTo(Duration.ofMinutes(3));
        LeaseWatch.await(file(), "it", Duration.ofMinutes(3), told -> {}, () -> true, terms);
        assertThat(clock.passed()).isEqualTo(Duration.ofMinutes(3));
    }

    /** On machines of their own, that is with locks of their own, all see the same one run out. */
    @RepeatedTest(20)
    void oneClaimantGetsIt() throws Exception {
        int claimants = 4;
        write(elsewhere(), 0);
        LeaseTerms quick = new LeaseTerms(Duration.ofMillis(50), Duration.ofMillis(60), LeaseTerms.STANDARD.ticker());
        CyclicBarrier together = new CyclicBarrier(claimants);
        ExecutorService threads = Executors.newFixedThreadPool(claimants);
        List<Future<Optional<Lease>>> claims = new ArrayList<>();
        for (int i = 0; i < claimants; i++) {
            Path lock = folder.resolve("lock of " + i);
            Callable<Optional<Lease>> claim = () -> {
                together.await();
                try {
                    return Optional.of(Lease.acquire(lock, file(), "it", quick));
                } catch (BiwaaException e) {
                    return Optional.empty();
                }
            };
            claims.add(threads.submit(claim));
        }
        List<Lease> leases = new ArrayList<>();
        for (Future<Optional<Lease>> claim : claims) {
            claim.get().ifPresent(leases::add);
        }
        threads.shutdown();
        assertThat(leases).hasSize(1);
        leases.get(0).renew();
        leases.get(0).check();
        leases.get(0).close();
        assertThat(file()).doesNotExist();
    }
}
