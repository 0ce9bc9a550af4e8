package io.github.biwaa.torch;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/**
 * Free blocks of a few bytes, kept ready in the allocator of the system while a network is trained, so that large blocks find their place again.
 *
 * <p>glibc aligns a large block by leaving a sliver of some 48 bytes before it, and hands the sliver out to whoever wants a few bytes next: a node of
 * the graph, which lives as long as the step, or an entry of a cache that stays. When the tensors around are freed, such blocks keep their places
 * apart, and the next large tensor does not fit into any of them. Of two blocks of a size glibc takes the one that was freed first; those of the
 * reserve were, so the slivers stay free and join what is freed beside them. A step of ResNet-50 takes a quarter less memory so; it asks for the
 * order in which {@code GLIBC_TUNABLES} of the launcher makes glibc look (docs/performance.md). Other systems' allocators do without.
 */
public final class SmallBlockReserve implements AutoCloseable {
    /** Those that fit into the slivers, and what autograd's nodes take: in steps of 16 bytes, as glibc counts, less its own 8. */
    private static final int[] SIZES = {24, 40, 56, 72, 88, 104};
    /** Of each size: several times what a step of ResNet-50 holds at once, for the queue moves on while blocks are taken and given back. */
    private static final int COUNT = 20_000;

    private static final boolean NEEDED =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

    private final long[] spacers;

    /** An address as a pointer. */
    private static final class Block extends Pointer {
        Block(long address) {
            this.address = address;
        }
    }

    private SmallBlockReserve(long[] spacers) {
        this.spacers = spacers;
    }

    /** @return a reserve of {@value #COUNT} blocks of each size, some 10 MB, and as much between them; nothing where it is of no use */
    public static SmallBlockReserve open() {
        Engine.load();
        if (!NEEDED) {
            return new SmallBlockReserve(new long[0]);
        }
        int blocks = SIZES.length * COUNT;
        long[] free = new long[blocks];
        long[] spacers = new long[blocks];
        int next = 0;
        for (int size : SIZES) {
            for (int i = 0; i < COUNT; i++, next++) {
                free[next] = Pointer.malloc(size).address();
                // Without something between them, free neighbours would become one large block.
                spacers[next] = Pointer.malloc(size).address();
            }
        }
        release(free);
        return new SmallBlockReserve(spacers);
    }

    private static void release(long[] addresses) {
        for (long address : addresses) {
            Pointer.free(new Block(address));
        }
    }

    @Override
    public void close() {
        release(spacers);
    }
}
