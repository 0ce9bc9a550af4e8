package io.github.biwaa.training;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** BIWAA with a term whose loss is no number in some steps. Found on the class path of whoever asks for it by {@link #install}. */
public class FaultyMethod implements Method {
    public static final int FIRST = 2;
    static final int LAST = 3;

    /** The loss is no number in all steps from {@link #FIRST} on. */
    public static final class ForEver extends FaultyMethod {
        @Override
        public String id() {
            return "faulty-for-ever";
        }

        @Override
        boolean fails(long iteration) {
            return iteration >= FIRST;
        }
    }

    /** Makes these methods known to this thread; the caller closes what it gets. */
    public static URLClassLoader install(Path folder) throws IOException {
        Path services = folder.resolve("classes/META-INF/services/" + Method.class.getName());
        Files.createDirectories(services.getParent());
        Files.writeString(services, FaultyMethod.class.getName() + "\n" + ForEver.class.getName() + "\n");
        URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.resolve("classes").toUri().toURL()}, FaultyMethod.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        return loader;
    }

    @Override
    public String id() {
        return "faulty";
    }

    @Override
    public String description() {
        return "for tests";
    }

    @Override
    public String chain() {
        return "align";
    }

    boolean fails(long iteration) {
        return iteration >= FIRST && iteration <= LAST;
    }

    @Override
    public List<LossTerm> terms(TermFactory factory) {
        List<LossTerm> terms = new ArrayList<>(BuiltInMethod.BIWAA.terms(factory));
        terms.add(new LossTerm() {
            @Override
            public String name() {
                return "faulty";
            }

            @Override
            public Contribution contribution(StepContext step) {
                double factor = fails(step.iteration()) ? Double.NaN : 0;
                Tensor loss = Tensors.times(step.source().features().sum(), factor);
                return new Contribution(loss, List.of(Metric.of("faultyLoss", loss)));
            }
        });
        return terms;
    }
}
