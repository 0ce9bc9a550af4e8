package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Files of other programs that people give as a domain or as labels: what to do with each. */
final class ForeignFiles {
    private static final String NUMPY = "np.savez('features.npz', features=features, labels=labels)";
    private static final Map<String, String> REMEDIES = Map.ofEntries(
            Map.entry("h5", "an HDF5 file. Save its arrays in Python by " + NUMPY),
            Map.entry("hdf5", "an HDF5 file. Save its arrays in Python by " + NUMPY),
            Map.entry("pt", "a file of PyTorch. Save its tensors in Python as arrays, by " + NUMPY),
            Map.entry("pth", "a file of PyTorch. Save its tensors in Python as arrays, by " + NUMPY),
            Map.entry("pkl", "a Python pickle. Save its arrays in Python by " + NUMPY),
            Map.entry("pickle", "a Python pickle. Save its arrays in Python by " + NUMPY),
            Map.entry("joblib", "a Python pickle. Save its arrays in Python by " + NUMPY),
            Map.entry("parquet", "a Parquet file. Save its table in pandas by to_csv('features.csv', index=False)"),
            Map.entry("feather", "a Feather file. Save its table in pandas by to_csv('features.csv', index=False)"),
            Map.entry("arrow", "an Arrow file. Save its table in pandas by to_csv('features.csv', index=False)"),
            Map.entry("xlsx", "a spreadsheet. Save it as CSV"),
            Map.entry("xls", "a spreadsheet. Save it as CSV"),
            Map.entry("tfrecord", "a TensorFlow record file. Unpack its pictures into a folder per class"),
            Map.entry("lmdb", "a database. Unpack its pictures into a folder per class"),
            Map.entry("safetensors", "a file of tensors. Save them in Python as arrays, by " + NUMPY),
            Map.entry("json", "a JSON file. List its pictures in a text file, a path and a class number per line"),
            Map.entry("jsonl", "a JSON file. List its pictures in a text file, a path and a class number per line"),
            Map.entry("xml", "an XML file. List its pictures in a text file, a path and a class number per line"),
            Map.entry("yaml", "a YAML file. Settings are given by --config"),
            Map.entry("yml", "a YAML file. Settings are given by --config"),
            Map.entry("zip", "an archive. Unpack it, and give the folder"),
            Map.entry("tar", "an archive. Unpack it, and give the folder"),
            Map.entry("gz", "a packed file. Unpack it, and give what it holds"),
            Map.entry("bz2", "a packed file. Unpack it, and give what it holds"),
            Map.entry("7z", "an archive. Unpack it, and give the folder"),
            Map.entry("rar", "an archive. Unpack it, and give the folder"));

    private ForeignFiles() {}

    /** @throws BiwaaException if the name of a domain's file says that it is of a kind that is not read; the message says how to convert it */
    static void refuse(Path file) {
        refuse(
                file,
                "Domains are folders of pictures, text files that list pictures, or features in "
                        + EmbeddingFiles.KINDS);
    }

    /** {@link #refuse(Path)} for a file of labels. */
    static void refuseLabels(Path file) {
        refuse(
                file,
                "Labels are numbers or names in a file of their own (.npy, .npz, .csv, .mat, .txt), or an array or column"
                        + " of the features' file");
    }

    private static void refuse(Path file, String expected) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String remedy = REMEDIES.get(name.substring(name.lastIndexOf('.') + 1));
        if (name.endsWith(".index.json")) {
            remedy = "the index of a file that was split into parts. Join them in Python into one file first";
        }
        if (remedy != null) {
            throw new BiwaaException(file + " is " + remedy + ". " + expected + ".");
        }
    }
}
