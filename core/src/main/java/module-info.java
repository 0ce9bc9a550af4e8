/**
 * The library, from samples to training and prediction. What every program may use is exported to all; what is exported to Biwaa's own modules alone may
 * change with any version.
 */
module io.github.biwaa.core {
    requires static org.bytedeco.cuda;
    requires static org.jspecify;
    requires transitive java.desktop;
    requires transitive org.bytedeco.pytorch;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires org.slf4j;
    requires org.snakeyaml.engine.v2;

    exports io.github.biwaa;
    exports io.github.biwaa.adapt;
    exports io.github.biwaa.adaptation;
    exports io.github.biwaa.adaptation.alignment;
    exports io.github.biwaa.adaptation.classification;
    exports io.github.biwaa.adaptation.schedule;
    exports io.github.biwaa.adaptation.target;
    exports io.github.biwaa.adaptation.term;
    exports io.github.biwaa.chain;
    exports io.github.biwaa.data;
    exports io.github.biwaa.embedding;
    exports io.github.biwaa.evaluation;
    exports io.github.biwaa.image;
    exports io.github.biwaa.image.decode;
    exports io.github.biwaa.model;
    exports io.github.biwaa.network;
    exports io.github.biwaa.network.backbone;
    exports io.github.biwaa.network.graph;
    exports io.github.biwaa.network.layer;
    exports io.github.biwaa.prediction;
    exports io.github.biwaa.random;
    exports io.github.biwaa.run;
    exports io.github.biwaa.samples;
    exports io.github.biwaa.samples.batch;
    exports io.github.biwaa.setting;
    exports io.github.biwaa.settings;
    exports io.github.biwaa.torch;
    exports io.github.biwaa.torch.distributed;
    exports io.github.biwaa.torch.file;
    exports io.github.biwaa.training;
    exports io.github.biwaa.weights;
    exports io.github.biwaa.array to
            io.github.biwaa.benchmark;
    exports io.github.biwaa.data.list to
            io.github.biwaa.benchmark,
            io.github.biwaa.cli;
    exports io.github.biwaa.file to
            io.github.biwaa.benchmark,
            io.github.biwaa.cli,
            io.github.biwaa.export,
            io.github.biwaa.report;
    exports io.github.biwaa.image.cache to
            io.github.biwaa.benchmark,
            io.github.biwaa.cli;
    exports io.github.biwaa.network.foreign to
            io.github.biwaa.export;
    exports io.github.biwaa.training.optimizer to
            io.github.biwaa.benchmark;
    exports io.github.biwaa.training.setup to
            io.github.biwaa.cli,
            io.github.biwaa.report;
    exports io.github.biwaa.training.step to
            io.github.biwaa.benchmark,
            io.github.biwaa.cli;

    opens io.github.biwaa to
            com.fasterxml.jackson.databind;
    opens io.github.biwaa.adapt to
            com.fasterxml.jackson.databind;
    opens io.github.biwaa.model to
            com.fasterxml.jackson.databind;
    opens io.github.biwaa.run to
            com.fasterxml.jackson.databind;
    opens io.github.biwaa.training to
            com.fasterxml.jackson.databind;

    uses io.github.biwaa.adaptation.Method;
    uses io.github.biwaa.chain.Chain;
    uses io.github.biwaa.network.backbone.BackboneFamily;
    uses io.github.biwaa.prediction.ClusterPrediction;

    provides io.github.biwaa.network.backbone.BackboneFamily with
            io.github.biwaa.network.convolution.ConvolutionalFamilies,
            io.github.biwaa.network.foreign.NetworkFiles,
            io.github.biwaa.network.transformer.TransformerFamilies;
}
