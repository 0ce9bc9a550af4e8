package io.github.biwaa.spark;

import io.github.biwaa.model.Batched;
import io.github.biwaa.torch.Device;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * What a task computes, and with what. The driver sends it to executors.
 *
 * @param <M> a network in memory
 * @param <R> what it gives of a row
 */
interface TaskNetwork<M extends AutoCloseable, R> extends Serializable {

    /** @return equal for networks that may be shared on one device */
    String key();

    /** @throws io.github.biwaa.BiwaaException if it cannot be loaded here */
    M load(Device device);

    /** @return results of rows, which are taken as they are needed; to be closed */
    Batched<Row, ?, R> over(Iterator<Row> rows, M model, int threads);

    /** @return the value of the column that is added */
    Row struct(Batched.Outcome<Row, R> outcome);
}
