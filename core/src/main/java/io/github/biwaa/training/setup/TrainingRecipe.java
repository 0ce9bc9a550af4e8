package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.RecipeSettings.AVERAGE;
import static io.github.biwaa.settings.RecipeSettings.CLIP_NORM;
import static io.github.biwaa.settings.RecipeSettings.LAYER_DECAY;
import static io.github.biwaa.settings.RecipeSettings.OPTIMIZER;
import static io.github.biwaa.settings.RecipeSettings.RATE_SCHEDULE;
import static io.github.biwaa.settings.RecipeSettings.SHARPNESS;
import static io.github.biwaa.settings.RecipeSettings.WARM_UP;
import static io.github.biwaa.settings.RecipeSettings.WEIGHT_DECAY;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;
import static io.github.biwaa.settings.TrainingSettings.LEARNING_RATE;
import static java.util.Objects.requireNonNull;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.schedule.Cosine;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.LearningRate;
import io.github.biwaa.adaptation.schedule.WarmUp;
import io.github.biwaa.adaptation.term.HeadRates;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.HeadNames;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.settings.OptimizerChoice;
import io.github.biwaa.settings.RateChoice;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.optimizer.AdamWOptimizer;
import io.github.biwaa.training.optimizer.ClippedOptimizer;
import io.github.biwaa.training.optimizer.Optimizer;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import io.github.biwaa.training.optimizer.WeightAverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a run's weights follow their gradients, by its settings (docs/training-recipes.md). */
public final class TrainingRecipe {
    private final TrainingConfiguration configuration;
    private final boolean adamW;
    private final double decay;

    public TrainingRecipe(TrainingConfiguration configuration) {
        this.configuration = configuration;
        this.adamW = configuration.get(OPTIMIZER) == OptimizerChoice.ADAMW;
        this.decay = configuration.get(WEIGHT_DECAY);
    }

    /** @return the schedule of the learning rate */
    public LearningRate learningRate() {
        double base = configuration.get(LEARNING_RATE);
        int warmUp = configuration.get(WARM_UP);
        LearningRate falling = configuration.get(RATE_SCHEDULE) == RateChoice.COSINE
                ? new Cosine(base, 0, configuration.get(ITERATIONS) - warmUp)
                : new InverseDecay(base);
        return warmUp == 0 ? falling : new WarmUp(0, warmUp, falling);
    }

    /**
     * The optimizer of the backbone, layer by layer if they learn at rates of their own; of bottleneck and classifier; and of the terms' modules.
     *
     * @param rates how fast the heads learn
     * @return the caller's to close
     */
    public Optimizer optimizer(AdaptationNetwork network, Objective objective, HeadRates rates) {
        Optimizer optimizer = clipped(adamW ? new AdamWOptimizer() : new SgdOptimizer());
        List<Parameter> backbone = network.backbone().trainableParameters();
        List<Parameter> heads = new ArrayList<>(network.trainableParameters());
        heads.removeAll(backbone);
        addBackbone(optimizer, network.backbone(), backbone);
        Map<Boolean, List<Parameter>> bottleneck = heads.stream()
                .collect(Collectors.partitioningBy(parameter -> HeadNames.isBottleneck(parameter.name())));
        add(optimizer, requireNonNull(bottleneck.get(true)), rates.bottleneck(), rates.bottleneckDecay() * decay);
        add(optimizer, requireNonNull(bottleneck.get(false)), rates.others(), decay);
        add(optimizer, objective.parameters(), rates.others(), decay);
        return optimizer;
    }

    private Optimizer clipped(Optimizer optimizer) {
        double norm = configuration.get(CLIP_NORM);
        return norm == 0 ? optimizer : new ClippedOptimizer(optimizer, norm);
    }

    private void addBackbone(Optimizer optimizer, Backbone backbone, List<Parameter> parameters) {
        double share = configuration.find(LAYER_DECAY).orElse(1.0);
        List<Parameter> rest = new ArrayList<>(parameters);
        if (share < 1) {
            List<String> layers = backbone.layers();
            for (int i = 0; i < layers.size(); i++) {
                String names = layers.get(i);
                List<Parameter> layer = rest.stream()
                        .filter(parameter -> parameter.name().matches(names))
                        .toList();
                rest.removeAll(layer);
                add(optimizer, layer, Math.pow(share, layers.size() - i), decay);
            }
        }
        add(optimizer, rest, 1, decay);
    }

    private void add(Optimizer optimizer, List<Parameter> parameters, double multiplier, double itsDecay) {
        if (!adamW) {
            optimizer.add(parameters, multiplier, itsDecay);
            return;
        }
        Map<Boolean, List<Parameter>> decaying =
                parameters.stream().collect(Collectors.partitioningBy(TrainingRecipe::isWeightOfLayer));
        optimizer.add(requireNonNull(decaying.get(true)), multiplier, itsDecay);
        optimizer.add(requireNonNull(decaying.get(false)), multiplier, 0);
    }

    /** Neither a norm, nor a bias, nor tokens, positions or tables of them. */
    static boolean isWeightOfLayer(Parameter parameter) {
        return parameter.name().endsWith("weight") && parameter.tensor().dim() > 1;
    }

    /** @return how many numbers are kept for each weight that is trained, beside its gradient */
    public int keptPerWeight() {
        return (adamW ? 2 : 1)
                + (configuration.get(AVERAGE) == 0 ? 0 : 1)
                + (configuration.get(SHARPNESS) == 0 ? 0 : 1);
    }

    /** @return the moving average of the network's weights, the caller's to close; empty if none is wanted */
    public Optional<WeightAverage> average(AdaptationNetwork network) {
        double averageDecay = configuration.get(AVERAGE);
        return averageDecay == 0 ? Optional.empty() : Optional.of(new WeightAverage(network, averageDecay));
    }
}
