/** Pages, charts, TensorBoard files and heat maps of what was trained. */
module io.github.biwaa.report {
    requires static org.jspecify;
    requires transitive io.github.biwaa.core;
    requires jdk.httpserver;
    requires org.slf4j;
    requires org.snakeyaml.engine.v2;

    exports io.github.biwaa.explain;
    exports io.github.biwaa.report;
    exports io.github.biwaa.report.chart;
    exports io.github.biwaa.report.evidence;
    exports io.github.biwaa.report.review;
    exports io.github.biwaa.report.tensorboard to
            io.github.biwaa.cli;
}
