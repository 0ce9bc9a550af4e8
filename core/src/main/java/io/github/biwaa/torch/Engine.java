package io.github.biwaa.torch;

import io.github.biwaa.InvalidSettingException;
import java.util.List;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch itself: loaded once, and the only place where its process-wide state (threads, random seed) is set.
 *
 * <p>The number of threads and the seed are libtorch's own globals; two trainings in one process share them. That is libtorch's limit, and the
 * reason why a benchmark runs one process per task.
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String CUBLAS_WORKSPACES = "CUBLAS_WORKSPACE_CONFIG";
    /** With these cuBLAS gives equal bits; of the two the first is as large as the default. */
    private static final List<String> FIXED_WORKSPACES = List.of(":4096:8", ":16:8");

    private Engine() {}

    /**
     * Loads libtorch if that has not happened yet; unpacks its files to the user's cache on the first call ever. Every other class of Biwaa does it by
     * itself. Whoever calls libtorch directly, before any call of Biwaa, calls this first.
     *
     * @throws io.github.biwaa.BiwaaException if it cannot be unpacked or loaded, or another class loader of this process uses it
     */
    public static void load() {
        Libtorch.require();
    }

    /** @return libtorch's version, for example {@code 2.10.0} */
    public static String version() {
        String presets = torch.class.getPackage().getImplementationVersion();
        return presets == null ? "unknown" : presets.split("-")[0];
    }

    /** @return how libtorch was built: compilers, BLAS, vector instructions */
    public static String buildDescription() {
        load();
        try (var text = torch.show_config()) {
            return text.getString();
        }
    }

    /** @return the compute threads libtorch uses inside one operation */
    public static int threads() {
        load();
        return torch.get_num_threads();
    }

    /**
     * Sets the compute threads of libtorch. Results are bit-identical only for the same number of threads. A process that may use fewer processors, or has
     * a smaller OMP_THREAD_LIMIT, gets fewer threads, and a warning in the log.
     *
     * @param threads from 1
     */
    public static void useThreads(int threads) {
        if (threads < 1) {
            throw new InvalidSettingException("threads: " + threads + ", expected at least 1");
        }
        load();
        OpenMp.Limit limit = OpenMp.limit();
        if (threads > limit.threads()) {
            LOG.warn(
                    "threads: {} instead of {}, for {}. The last digits of results depend on the number of threads.",
                    limit.threads(),
                    threads,
                    limit.reason());
        }
        torch.set_num_threads(Math.min(threads, limit.threads()));
    }

    /**
     * Says who computes matrix products from now on: all compute threads, as suits transformers, or one. OpenBLAS, which computes them, keeps a pool of its
     * own, whose threads wait by spinning on the cores that OpenMP's need: networks whose products are small are several times as fast without it.
     *
     * @param large whether most of the work lies in products of large matrices
     */
    public static void expectProducts(boolean large) {
        load();
        Libtorch.useProductThreads(large ? torch.get_num_threads() : 1);
    }

    /** Seeds libtorch's generators, those of GPUs too: initial values and dropout masks that follow depend on it alone. */
    public static void seed(long seed) {
        load();
        torch.manual_seed(seed);
    }

    /** @return whether libtorch was built with CUDA, whether or not there is a GPU */
    public static boolean hasCuda() {
        load();
        return torch.hasCUDA() || torch.cuda_is_available();
    }

    /** @return how many NVIDIA GPUs libtorch can use in this process */
    public static int cudaDevices() {
        load();
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }

    /**
     * Chooses how GPUs compute; the CPU is left as it is, whose results are deterministic anyway.
     *
     * @param deterministic whether equal trainings give equal bits: operations that cannot are refused, and cuDNN chooses its algorithms by rule.
     *     Otherwise it tries them and takes the fastest
     * @throws InvalidSettingException if equal bits are asked for and the environment leaves cuBLAS free to share its workspaces
     */
    public static void useCuda(boolean deterministic) {
        load();
        if (deterministic) {
            requireFixedWorkspaces(System.getenv(CUBLAS_WORKSPACES));
        }
        try (Context context = torch.globalContext()) {
            context.setDeterministicAlgorithms(deterministic, false);
            // Otherwise libtorch would write NaN into every tensor before it is filled.
            context.setDeterministicFillUninitializedMemory(false);
            context.setDeterministicCuDNN(deterministic);
            context.setBenchmarkCuDNN(!deterministic);
        }
    }

    /** libtorch would refuse the first matrix product of a training; the variable is read when the process starts. */
    static void requireFixedWorkspaces(String configured) {
        if (!FIXED_WORKSPACES.contains(String.valueOf(configured))) {
            throw new InvalidSettingException("deterministic: equal bits on a GPU need the environment variable "
                    + CUBLAS_WORKSPACES + " to be one of " + FIXED_WORKSPACES
                    + ", set before Java starts; it is "
                    + (configured == null ? "not set" : configured)
                    + ". The command biwaa sets it");
        }
    }
}
