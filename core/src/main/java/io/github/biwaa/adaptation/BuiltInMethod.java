package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.term.HeadRates;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.TermFactory;
import io.github.biwaa.adaptation.term.TermSettings;
import io.github.biwaa.adaptation.term.Weighting;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;

/** The methods this library brings. The paper's own family is a ladder, each the one before with a term more: source-only, dann, mstn, biwaa. */
public enum BuiltInMethod implements Method {
    /** Classification of the source alone: what adaptation is measured against. */
    SOURCE_ONLY("source-only", "no adaptation: the source's labels alone") {
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
            return List.of(factory.sourceClassification(), factory.classConfusion());
        }
    },
    /** Both: CDAN's loss and MCC's, summed up. */
    CDAN_MCC("cdan-mcc", "conditional adversarial training and minimum class confusion (Jin et al. 2020)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(
                    factory.sourceClassification(),
                    factory.conditionalDomainAdversarial(false),
                    factory.classConfusion());
        }
    },
    /** Certain and diverse predictions for the target, by the nuclear norm of a batch's. */
    BNM("bnm", "batch nuclear-norm maximisation (Cui et al. 2020)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), factory.batchNuclearNorm());
        }
    },
    /** Equal covariances of the features. */
    CORAL("coral", "alignment of the features' covariances (Sun and Saenko 2016)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), factory.correlationAlignment());
        }
    },
    /** Equal distributions of the features, measured by kernels. */
    MMD("mmd", "alignment of the features' distributions by Gaussian kernels (Long et al. 2015)") {
        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(factory.sourceClassification(), factory.meanDiscrepancy());
        }
    },
    /** Domain-adversarial training and semantic matching. */
    MSTN("mstn", "adversarial training with semantic matching of class centroids (Xie et al. 2018)") {
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
                    factory.mixMatch(factory.settings()
                            .find(MIXMATCH)
                            .or(MIXMATCH::constantDefault)
                            .orElseThrow()));
        }
    };

    /** Whether the semi-supervised loss counts in gsde. */
    public static final Setting<Boolean> MIXMATCH = Setting.onOff("mixmatch")
            .help("Count the semi-supervised loss on mixed samples in gsde")
            .defaultsTo(true);

    /** Bottlenecks that gsde averages. */
    public static final Setting<Integer> BOTTLENECKS = Setting.whole("bottlenecks")
            .help("Bottlenecks that gsde averages, in the equivalent form of one; heads learn 10 times as fast for"
                    + " each")
            .range(Range.atLeast(1))
            .defaultsTo(5);

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
