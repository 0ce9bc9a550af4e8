package io.github.biwaa.spark;

import io.github.biwaa.model.Batched;
import io.github.biwaa.torch.Engine;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Takes the rows of a partition through a network as they are asked for, on an executor.
 *
 * @param <M> the network
 * @param <R> what it gives of a row
 */
record PartitionWork<M extends AutoCloseable, R>(TaskNetwork<M, R> network) implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return rows.hasNext() ? start(rows, TaskContext.get()) : rows;
    }

    private Iterator<Row> start(Iterator<Row> rows, TaskContext task) {
        TaskShare share = TaskShare.of(task);
        Engine.useThreads(share.threads());
        LoadedModels.Lease<M> lease = LoadedModels.ofThisJvm()
                .lease(network.key() + " on " + share.device(), () -> network.load(share.device()));
        atEnd(task, lease::close);
        Batched<Row, ?, R> results = network.over(rows, lease.model(), share.threads());
        atEnd(task, results::close);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public Row next() {
                Batched.Outcome<Row, R> outcome = results.next();
                return with(outcome.item(), network.struct(outcome));
            }
        };
    }

    /** What is added last ends first. */
    private static void atEnd(TaskContext task, Runnable work) {
        TaskCompletionListener listener = ended -> work.run();
        task.addTaskCompletionListener(listener);
    }

    private static Row with(Row row, Row last) {
        Object[] values = new Object[row.size() + 1];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        values[row.size()] = last;
        return RowFactory.create(values);
    }
}
