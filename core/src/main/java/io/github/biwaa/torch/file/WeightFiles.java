package io.github.biwaa.torch.file;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.torch.file.pickle.PickleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads weights from the files that people have: safetensors, and what {@code torch.save} writes of a state dict or a checkpoint with one
 * (.pth, .pt, .bin), in its present and its older format, and sets of such files with an index. What a file is, its content decides, not its name. Nothing in a file is executed, and no more
 * memory is taken than the file has bytes.
 */
public final class WeightFiles {
    private static final int BEGINNING = 16;
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private WeightFiles() {}

    /**
     * Reads all tensors, in the order of the file. Tensors that share memory in the file share it here.
     *
     * @param file safetensors or PyTorch
     * @return the caller's to close
     * @throws BiwaaException if the file is missing, cut off or inconsistent, or asks for Python classes beyond those of a state dict; the message
     *     names the file and the cause
     */
    public static StateDict read(Path file) {
        try {
            byte[] beginning = beginning(file);
            return ShardedWeights.isIndex(beginning) ? ShardedWeights.read(file) : readOne(file, beginning);
        } catch (NoSuchFileException e) {
            throw new BiwaaException("there is no weight file " + file + ".", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the weight file " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /**
     * The files that an index names.
     *
     * @return their names, beside the index; empty if the file holds tensors itself
     * @throws BiwaaException if the file is missing, or is an index that is broken
     */
    public static List<String> namedIn(Path file) {
        try {
            return ShardedWeights.isIndex(beginning(file))
                    ? List.copyOf(ShardedWeights.shards(file).keySet())
                    : List.of();
        } catch (IOException e) {
            throw new BiwaaException("cannot read the weight file " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** Reads a file that holds tensors itself. */
    static StateDict readOne(Path file) throws IOException {
        return readOne(file, beginning(file));
    }

    private static StateDict readOne(Path file, byte[] beginning) throws IOException {
        try {
            if (startsWith(beginning, ZIP) && !isSafetensors(beginning)) {
                return PytorchZip.read(file);
            }
            if (startsWith(beginning, PytorchLegacy.BEGINNING)) {
                return PytorchLegacy.read(file);
            }
            if (beginning.length >= 9 && !isSafetensors(beginning)) {
                throw broken(file, whatElse(beginning));
            }
            return Safetensors.read(file);
        } catch (PickleException e) {
            throw broken(file, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] beginning(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(BEGINNING);
        }
    }

    private static boolean startsWith(byte[] content, byte[] beginning) {
        return content.length >= beginning.length
                && Arrays.equals(content, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** After the length of the header comes the header, a JSON object. */
    private static boolean isSafetensors(byte[] beginning) {
        return beginning.length > 8 && beginning[8] == '{';
    }

    private static String whatElse(byte[] beginning) {
        String kinds = "expected safetensors, or .pth or .pt as torch.save writes";
        if (beginning[0] == (byte) 0x80) {
            return "it is a Python pickle, but none of torch.save; " + kinds;
        }
        if (startsWith(beginning, HDF5)) {
            return "it is an HDF5 file, as Keras and TensorFlow write; " + kinds;
        }
        boolean text = true;
        for (byte character : beginning) {
            text &= character >= ' ' && character <= '~' || Character.isWhitespace(character);
        }
        return (text
                        ? "it is a text, perhaps a page or a pointer saved in place of the file; "
                        : "it is of another kind; ")
                + kinds;
    }

    static BiwaaException broken(Path file, String why) {
        return new BiwaaException("cannot read the weight file " + file + ": " + why + ".");
    }
}
