package io.github.biwaa.benchmark.table;

import java.util.List;

/**
 * A table of text under a heading.
 *
 * @param title the heading
 * @param header names of the columns
 * @param rows as many texts each as there are columns
 * @param remarks lines below it
 */
record Grid(String title, List<String> header, List<List<String>> rows, List<String> remarks) {

    /** Copies what could change. */
    Grid {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        remarks = List.copyOf(remarks);
    }
}
