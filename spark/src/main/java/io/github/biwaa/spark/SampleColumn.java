package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ExhaustedException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.PictureInput;
import io.github.biwaa.prediction.SamplePrediction;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The column that holds pictures or features.
 *
 * @param index which column, from 0
 * @param kind what is in it
 * @param configuration of Hadoop, for paths
 */
record SampleColumn(int index, Kind kind, SerializableConfiguration configuration) implements Serializable {
    private static final long LARGEST_FILE = 1L << 30;

    /** What a column may hold. */
    enum Kind {
        CONTENT,
        PATH,
        FEATURES
    }

    /** @throws InvalidSettingException if there is no such column, or its type is none of these */
    static SampleColumn of(StructType schema, String name, Configuration configuration) {
        List<String> names = List.of(schema.fieldNames());
        if (!names.contains(name)) {
            throw new InvalidSettingException("inputCol: " + name + ", expected one of the columns " + names);
        }
        int index = schema.fieldIndex(name);
        return new SampleColumn(
                index, kind(name, schema.apply(index).dataType()), new SerializableConfiguration(configuration));
    }

    private static Kind kind(String name, DataType type) {
        if (type.equals(DataTypes.BinaryType)) {
            return Kind.CONTENT;
        }
        if (type.equals(DataTypes.StringType)) {
            return Kind.PATH;
        }
        boolean isNumbers = type instanceof ArrayType array
                && (array.elementType().equals(DataTypes.FloatType)
                        || array.elementType().equals(DataTypes.DoubleType));
        if (isNumbers || type.typeName().equals("vector")) {
            return Kind.FEATURES;
        }
        throw new InvalidSettingException("inputCol: " + name + " holds " + type.catalogString()
                + ", expected binary (content of pictures), string (their paths), or array<float>, array<double> or"
                + " vector (features)");
    }

    /**
     * The picture of a row, as a network takes it.
     *
     * @throws BiwaaException if there is none, or it cannot be read
     */
    byte[] picture(Row row, PictureInput input) {
        requireValue(row);
        try {
            return kind == Kind.CONTENT
                    ? input.prepare(row.<byte[]>getAs(index))
                    : picture(row.getString(index), input);
        } catch (ExhaustedException e) {
            // A picture that needs more memory than an executor has would fail the job, after four attempts.
            throw new BiwaaException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The features of a row.
     *
     * @throws BiwaaException if there are none
     */
    float[] features(Row row) {
        requireValue(row);
        if (row.get(index) instanceof Vector vector) {
            float[] features = new float[vector.size()];
            for (int i = 0; i < features.length; i++) {
                features[i] = (float) vector.apply(i);
            }
            return features;
        }
        List<Number> numbers = row.getList(index);
        float[] features = new float[numbers.size()];
        for (int i = 0; i < features.length; i++) {
            Number number = numbers.get(i);
            features[i] = number == null ? Float.NaN : number.floatValue();
        }
        return features;
    }

    /** @return whether a path names its file system, as hdfs://host/file and file:/file do */
    static boolean isUri(String path) {
        return path.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    }

    private void requireValue(Row row) {
        if (row.isNullAt(index)) {
            throw new BiwaaException("the column has no value (null) in this row");
        }
    }

    /** Hadoop's own way to files of this machine stumbles over colons in their names. */
    private byte[] picture(String path, PictureInput input) {
        boolean local = !isUri(path)
                && "file".equals(FileSystem.getDefaultUri(configuration.value()).getScheme());
        return local
                ? prepare(java.nio.file.Path.of(path), input)
                : input.prepare(read(isUri(path) ? new Path(path) : new Path(null, null, path)));
    }

    private static byte[] prepare(java.nio.file.Path file, PictureInput input) {
        try {
            return input.prepare(file);
        } catch (ExhaustedException e) {
            throw e;
        } catch (BiwaaException e) {
            throw new BiwaaException(SamplePrediction.problem(String.valueOf(e.getMessage()), file), e);
        }
    }

    private byte[] read(Path path) {
        try {
            FileSystem system = path.getFileSystem(configuration.value());
            if (system.getFileStatus(path).getLen() > LARGEST_FILE) {
                throw new BiwaaException("the file is larger than 1 GiB; make the picture smaller");
            }
            try (InputStream stream = system.open(path)) {
                return stream.readAllBytes();
            }
        } catch (FileNotFoundException e) {
            throw new BiwaaException("the file is missing", e);
        } catch (IOException e) {
            throw new BiwaaException("the file cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
