package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.alignment.CorrelationAlignment;
import io.github.biwaa.adaptation.alignment.MeanDiscrepancy;
import io.github.biwaa.adaptation.alignment.Weighting;
import io.github.biwaa.adaptation.target.BatchNuclearNorm;
import io.github.biwaa.adaptation.target.ClassConfusion;
import io.github.biwaa.adaptation.target.StatisticsOnly;
import io.github.biwaa.adaptation.target.TargetInformation;
import io.github.biwaa.adaptation.term.HeadRates;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The methods this library brings. The paper's own family is a ladder, each the one before with a term more: source-only, dann, mstn, biwaa. */
public enum BuiltInMethod implements Method {
    /** Classification of the source alone: what adaptation is measured against. */
    SOURCE_ONLY("source-only", "no adaptation: trains on the source only") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification());
        }
    },
    /** Domain-adversarial training. */
    DANN("dann", "domain-adversarial training (Ganin et al. 2016)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), factory.domainAdversarial(Weighting.NONE));
        }
    },
    /** Adversarial training on features and predicted classes together. */
    CDAN("cdan", "conditional adversarial training (Long et al. 2018)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), factory.conditionalDomainAdversarial(false));
        }
    },
    /** CDAN in which certain samples count more. */
    CDAN_E("cdan-e", "conditional adversarial training with entropy weights (Long et al. 2018)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), factory.conditionalDomainAdversarial(true));
        }
    },
    /** Less confusion between the target's classes, without a discriminator. */
    MCC("mcc", "minimum class confusion (Jin et al. 2020)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), new ClassConfusion());
        }
    },
    /** Both: CDAN's loss and MCC's, summed up. */
    CDAN_MCC("cdan-mcc", "conditional adversarial training and minimum class confusion (Jin et al. 2020)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(
                    factory.sourceClassification(), factory.conditionalDomainAdversarial(false), new ClassConfusion());
        }
    },
    /** Certain and diverse predictions for the target, by the nuclear norm of a batch's. */
    BNM("bnm", "batch nuclear-norm maximisation (Cui et al. 2020)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), new BatchNuclearNorm());
        }
    },
    /** Equal covariances of the features. */
    CORAL("coral", "alignment of the features' covariances (Sun and Saenko 2016)") {
        @Override
        public List<Setting<?>> settings() {
            return List.of(CORAL_WEIGHT);
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), new CorrelationAlignment(factory.own(CORAL_WEIGHT)));
        }
    },
    /** Equal distributions of the features, measured by kernels. */
    MMD("mmd", "alignment of the features' distributions by Gaussian kernels (Long et al. 2015)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), new MeanDiscrepancy());
        }
    },
    /** Domain-adversarial training and semantic matching. */
    MSTN("mstn", "adversarial training with semantic matching of class centroids (Xie et al. 2018)") {
        @Override
        public boolean matchesDomains() {
            return true;
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(
                    factory.sourceClassification(),
                    factory.domainAdversarial(Weighting.NONE),
                    factory.semanticMatching());
        }
    },
    /** Weighted domain-adversarial training, semantic matching, chained runs. */
    BIWAA(
            "biwaa",
            "adversarial training on backprop-weighted features, semantic matching, chained runs (Westfechtel et al."
                    + " 2023)") {
        @Override
        public boolean matchesDomains() {
            return true;
        }

        @Override
        public String chain() {
            return "align";
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            List<LossTerm> terms = new ArrayList<>();
            terms.add(factory.sourceClassification());
            terms.add(factory.domainAdversarial(factory.settings().get(TermSettings.WEIGHTING)));
            if (factory.settings().get(TermSettings.SEMANTIC_MATCHING)) {
                terms.add(factory.semanticMatching());
            }
            return terms;
        }
    },
    /** CDAN, semantic matching and semi-supervised training on mixed samples; the source grows from run to run. */
    GSDE(
            "gsde",
            "conditional adversarial training, semantic matching, MixMatch, a growing source (Westfechtel et al."
                    + " 2024)") {
        @Override
        public boolean matchesDomains() {
            return true;
        }

        @Override
        public String chain() {
            return "expand";
        }

        @Override
        public double labelUpdate() {
            return 1;
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(MIXMATCH, BOTTLENECKS);
        }

        @Override
        public HeadRates heads(SettingValues settings) {
            return HeadRates.ofBottlenecks(
                    settings.find(BOTTLENECKS).or(BOTTLENECKS::constantDefault).orElseThrow());
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(
                    factory.sourceClassification(),
                    factory.conditionalDomainAdversarial(false),
                    factory.semanticMatching(),
                    factory.mixMatch(factory.own(MIXMATCH)));
        }
    },
    /** A finished model adapted without its source: information maximisation and pseudo-labels under a classifier that stays. */
    SHOT("shot", "a finished model, without its source: information maximisation (Liang et al. 2020)") {
        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public boolean trainsClassifier() {
            return false;
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(CENTROID_WEIGHT, CENTROID_UPDATES);
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            double weight = factory.own(CENTROID_WEIGHT);
            return weight == 0
                    ? List.of(new TargetInformation())
                    : List.of(
                            new TargetInformation(),
                            factory.centroidClassification(weight, factory.own(CENTROID_UPDATES)));
        }
    },
    /** A finished model adapted without its source: neighbours are predicted alike, and batches diverse. */
    AAD("aad", "a finished model, without its source: attracting and dispersing (Yang et al. 2022)") {
        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(NEIGHBOURS, DISPERSION_DECAY);
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.neighbourAttraction(factory.own(NEIGHBOURS), factory.own(DISPERSION_DECAY)));
        }
    },
    /** A finished model whose batch norm takes the statistics of the target. */
    ADABN("adabn", "a finished model, without its source: batch norm's statistics alone (Li et al. 2016)") {
        @Override
        public boolean needsSource() {
            return false;
        }

        /** One pass over the target. */
        @Override
        public int iterations(int targetSize, int batchSize) {
            return Math.max(1, targetSize / batchSize);
        }

        /** The mean over all batches so far; the first one takes the place of what the model had. */
        @Override
        public OptionalDouble statisticsShare(long iteration) {
            return OptionalDouble.of(1.0 / (iteration + 1));
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(new StatisticsOnly());
        }
    };

    /** Whether the semi-supervised loss counts in gsde. */
    public static final Setting<Boolean> MIXMATCH = Setting.onOff("mixmatch")
            .help("In gsde: add the semi-supervised loss on mixed samples")
            .defaultsTo(true);

    /** Bottlenecks that gsde averages. */
    public static final Setting<Integer> BOTTLENECKS = Setting.whole("bottlenecks")
            .help("Number of bottlenecks that gsde averages; for n of them, heads learn 10 n times as fast as"
                    + " the backbone")
            .range(Range.atLeast(1))
            .defaultsTo(5);

    /** How much covariances count in coral. */
    public static final Setting<Double> CORAL_WEIGHT = Setting.number("coral-weight")
            .help("Weight of coral's loss, at least 0; with the published factor 1/(4 d^2) a weight of 1 does little")
            .range(new Range<>(weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY, "a number of at least 0"))
            .before(1.0)
            .defaultsTo(1.0);

    /** How much pseudo-labels count in shot. */
    public static final Setting<Double> CENTROID_WEIGHT = Setting.number("centroid-weight")
            .help("In shot: weight of the classification by nearest centroids; 0 leaves it out")
            .range(new Range<>(weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY, "a number of at least 0"))
            .defaultsTo(0.3);

    /** How often pseudo-labels are found in a run of shot. */
    public static final Setting<Integer> CENTROID_UPDATES = Setting.whole("centroid-updates")
            .help("In shot: how often per run it labels the target again by its centroids, at least 1")
            .range(Range.atLeast(1))
            .defaultsTo(15);

    /** How many neighbours attract in aad. */
    public static final Setting<Integer> NEIGHBOURS = Setting.whole("neighbours")
            .help("In aad: number of nearest samples that get similar predictions, at least 1")
            .alsoKnownAs("neighbors", "k")
            .range(Range.atLeast(1))
            .defaultsTo(3);

    /** How fast dispersion fades in aad. */
    public static final Setting<Double> DISPERSION_DECAY = Setting.number("dispersion-decay")
            .help("In aad: how fast the weight of the dispersion decreases, at least 0")
            .range(new Range<>(decay -> decay >= 0 && decay < Double.POSITIVE_INFINITY, "a number of at least 0"))
            .defaultsTo(5.0);

    private final String id;
    private final String description;

    BuiltInMethod(String id, String description) {
        this.id = id;
        this.description = description;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return description;
    }
}
