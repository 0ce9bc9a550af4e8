package io.github.biwaa.torch;

import io.github.biwaa.BiwaaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * What libtorch for NVIDIA GPUs is linked against and neither its jar nor that of CUDA's run-time libraries holds. Without them JavaCPP would go on to
 * another libtorch that the system may have, of whatever version, and crash.
 */
final class CudaLibraries {
    /** Where CUDA's installer puts them; libtorch looks there by itself. */
    private static final Path USUAL_FOLDER = Path.of("/usr/local/cuda/lib64");

    private static final List<String> NEEDED =
            List.of("libcublas.so.13", "libcublasLt.so.13", "libcudnn.so.9", "libcusparse.so.12", "libnccl.so.2");

    private CudaLibraries() {}

    /** @throws BiwaaException if one is missing; the message names all that are, and what to do */
    static void require() {
        Loader.load(Pointer.class);
        require(CudaLibraries::isFound);
    }

    static void require(Predicate<String> found) {
        List<String> missing = NEEDED.stream().filter(found.negate()).toList();
        if (!missing.isEmpty()) {
            throw new BiwaaException(
                    "this build of libtorch is for NVIDIA GPUs and needs libraries of CUDA 13 that were not found: "
                            + String.join(", ", missing)
                            + ". Install CUDA 13 with cuDNN 9 and NCCL and name their folders in LD_LIBRARY_PATH,"
                            + " or build without -Pcuda (BIWAA_BUILD= ./biwaa doctor).");
        }
    }

    private static boolean isFound(String library) {
        String resource = "/org/bytedeco/cuda/" + Loader.getPlatform() + "/" + library;
        return CudaLibraries.class.getResource(resource) != null
                || Files.exists(USUAL_FOLDER.resolve(library))
                || isLoadable(library);
    }

    private static boolean isLoadable(String library) {
        try {
            Loader.loadGlobal(library);
            return true;
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
    }
}
