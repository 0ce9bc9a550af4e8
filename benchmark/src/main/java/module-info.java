/** Recipes of the field, sweeps over them and tables of results; and how fast this machine trains. */
module io.github.biwaa.benchmark {
    requires static org.jspecify;
    requires transitive io.github.biwaa.core;
    requires com.fasterxml.jackson.databind;
    requires java.management;
    requires org.snakeyaml.engine.v2;

    exports io.github.biwaa.benchmark;
    exports io.github.biwaa.benchmark.digit;
    exports io.github.biwaa.benchmark.job;
    exports io.github.biwaa.benchmark.recipe;
    exports io.github.biwaa.benchmark.table;
    exports io.github.biwaa.performance to
            io.github.biwaa.cli;

    uses io.github.biwaa.benchmark.ClusterTraining;
}
