package io.github.biwaa.benchmark.recipe;

import java.util.List;

/**
 * Results that others published, under the protocol that they were obtained by.
 *
 * @param protocol the heading
 * @param rows at least one
 */
public record PublishedRows(String protocol, List<Row> rows) {

    /** Copies what could change. */
    public PublishedRows {
        rows = List.copyOf(rows);
    }

    /**
     * One of them.
     *
     * @param method as published
     * @param average over the tasks, in percent
     * @param note a remark, or empty
     */
    public record Row(String method, double average, String note) {}
}
