package io.github.biwaa.torch;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.ExclusiveLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks and loads libtorch, once. Nothing of libtorch may be touched before: JavaCPP would unpack and load its libraries one by one, and on the first
 * use ever link them against another libtorch that the system may have. ArchitectureTest holds that.
 */
final class Libtorch {
    /** What the presets' platform is called where libtorch was built with CUDA. */
    private static final String CUDA_BUILD = "-gpu";
    /** The class loader whose libtorch this process uses; a property, since it must be seen from all class loaders. */
    private static final String OWNER = "io.github.biwaa.libtorch.loader";

    /** Why it cannot be used; null if it can. An initialiser that threw would reach callers as an ExceptionInInitializerError. */
    private static final @Nullable BiwaaException FAILURE = tryToLoad();

    private Libtorch() {}

    /** @throws BiwaaException if libtorch cannot be unpacked or loaded, or another class loader of this process uses it */
    static void require() {
        if (FAILURE != null) {
            throw new BiwaaException(String.valueOf(FAILURE.getMessage()), FAILURE);
        }
    }

    private static @Nullable BiwaaException tryToLoad() {
        try {
            load();
            return null;
        } catch (BiwaaException failure) {
            return failure;
        } catch (IOException failure) {
            return unavailable("unpacked", failure);
        } catch (LinkageError failure) {
            return unavailable("loaded", failure);
        }
    }

    private static BiwaaException unavailable(String what, Throwable failure) {
        return new BiwaaException(
                "libtorch could not be " + what + " for " + Loader.getPlatform() + ": " + failure.getMessage()
                        + ". It needs the jar pytorch-*-" + Loader.getPlatform()
                        + ".jar on the class path, and on first use a folder that can be written to, with 500 MB free: ~/.javacpp,"
                        + " or another one named by the system property org.bytedeco.javacpp.cachedir.",
                failure);
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static void load() throws IOException {
        // JavaCPP refuses allocations once the process holds twice the Java heap; tensors are freed by scope here, so
        // that guess only does harm.
        for (String limit : new String[] {"org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxphysicalbytes"}) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
        if (builtForCuda()) {
            CudaLibraries.require();
        }
        Path cache = Loader.getCacheDir().toPath();
        Path unpacked =
                cache.resolve("biwaa-libtorch-" + Engine.version() + (builtForCuda() ? CUDA_BUILD : "") + ".unpacked");
        if (Files.exists(unpacked)) {
            unpackAndLoad();
        } else {
            // Another process would find libraries that are half unpacked.
            try (ExclusiveLock alone = ExclusiveLock.acquire(cache.resolve("biwaa.lock"), "unpacking libtorch")) {
                unpackAndLoad();
                Files.writeString(unpacked, "");
            }
        }
        if (Processor.hidesCaches()) {
            leaveOutOneDnn();
            useAllProcessors();
        }
        useProductThreads(1);
    }

    /** Of OpenBLAS, which convolutions do not use; see {@link Engine#expectProducts}. */
    static void useProductThreads(int threads) {
        openblas_nolapack.blas_set_num_threads(threads);
    }

    private static void unpackAndLoad() throws IOException {
        unpackAll();
        requireOneClassLoader();
        OpenMp.keepTeamsWhole();
        if (Loader.getPlatform().startsWith("linux") && !builtForCuda()) {
            loadInOrder();
        }
        Loader.load(torch.class);
    }

    /** NNPACK reads the caches as well, and would say at every convolution that it cannot. */
    private static void leaveOutOneDnn() {
        try (Context context = torch.globalContext()) {
            context.setUserEnabledMkldnn(false);
            context.setUserEnabledNNPACK(false);
        }
    }

    /** libtorch counts cores by their caches, and would compute on one thread. */
    private static void useAllProcessors() {
        if (System.getenv("OMP_NUM_THREADS") == null) {
            torch.set_num_threads(OpenMp.limit().threads());
        }
    }

    /** libtorch registers its operations in tables of the process: loading a second copy of it would abort the process. */
    private static void requireOneClassLoader() {
        // Of JavaCPP's classes, not of ours: they own the native libraries.
        String name = Loader.class.getClassLoader().getClass().getName() + "@"
                + Integer.toHexString(System.identityHashCode(Loader.class.getClassLoader()));
        Object owner = System.getProperties().putIfAbsent(OWNER, name);
        if (owner != null && !owner.equals(name)) {
            throw new BiwaaException("libtorch is in use by another class loader of this process (" + owner
                    + "), perhaps by an earlier deployment of the same application, and can be loaded only once."
                    + " Put biwaa-core and the jars of org.bytedeco into the container's shared library folder, not into the application,"
                    + " and restart the container.");
        }
    }

    private static boolean builtForCuda() {
        return torch.class.getResource(folder(CUDA_BUILD) + System.mapLibraryName("torch_cuda")) != null;
    }

    private static String folder(String build) {
        return "/org/bytedeco/pytorch/" + Loader.getPlatform() + build + "/";
    }

    /**
     * Unpacks the libraries of libtorch that depend on each other before the first of them is loaded. JavaCPP unpacks one by one; on the first use
     * ever libtorch.so would otherwise be linked against another libtorch_cpu.so that the system may have (Debian's python3-torch), and crash.
     */
    private static void unpackAll() throws IOException {
        for (String build : new String[] {"", CUDA_BUILD}) {
            for (String library : new String[] {"c10", "torch_cpu", "torch_cuda", "c10_cuda"}) {
                unpack(folder(build) + System.mapLibraryName(library));
            }
        }
    }

    /**
     * JavaCPP loads libtorch.so before libtorch_cpu.so, which it needs: LD_LIBRARY_PATH, which comes before a library's own folder, would decide which.
     */
    private static void loadInOrder() {
        Loader.load(openblas.class);
        ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
        for (String library : new String[] {"gomp@.1", "c10", "torch_cpu"}) {
            Loader.loadLibrary(torch.class, Loader.findLibrary(torch.class, properties, library), library);
        }
    }

    private static void unpack(String resource) throws IOException {
        // Looking for a resource does not initialise the class.
        if (torch.class.getResource(resource) != null) {
            Loader.cacheResource(torch.class, resource);
        }
    }
}
