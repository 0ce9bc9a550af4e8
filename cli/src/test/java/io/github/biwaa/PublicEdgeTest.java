package io.github.biwaa;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.biwaa.benchmark.Sweep;
import io.github.biwaa.demo.DemoPictures;
import io.github.biwaa.export.ModelExport;
import io.github.biwaa.report.Report;
import io.github.biwaa.training.Adaptation;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What programs may use is what the modules export to all; the rest is as closed as Java lets it be. */
class PublicEdgeTest {
    private static final JavaClasses HOUSE = House.readAlone();
    private static final JavaClasses LIBRARY = House.library(HOUSE);

    /** The jar for Spark is no module. */
    private static final Set<String> EXPORTED = Stream.concat(
                    Stream.of("io.github.biwaa.spark"),
                    Stream.of(Adaptation.class, Report.class, ModelExport.class, Sweep.class, DemoPictures.class)
                            .map(PublicEdgeTest::moduleOf)
                            .flatMap(module -> module.exports().stream())
                            .filter(export -> !export.isQualified())
                            .map(ModuleDescriptor.Exports::source))
            .collect(Collectors.toSet());

    /** What tests of other packages build small networks of. */
    private static final Set<String> FOR_TESTS = Stream.of(
                    "convolution.ConvNeXt$Design",
                    "convolution.EfficientNet$Row",
                    "convolution.MobileNetV3$Block",
                    "convolution.MobileStyle",
                    "convolution.ResNet$BlockKind",
                    "transformer.PositionEmbedding",
                    "transformer.VitDesign",
                    "transformer.VitDesign$Size",
                    "transformer.WindowAttention",
                    "transformer.WindowAttention$Border")
            .map("io.github.biwaa.network."::concat)
            .collect(Collectors.toSet());

    private static ModuleDescriptor moduleOf(Class<?> type) {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(place).findAll().iterator().next().descriptor();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void innerTypesArePublicOnlyForOtherPackages() {
        Set<String> used = new TreeSet<>(FOR_TESTS);
        for (JavaClass user : HOUSE) {
            Consumer<JavaClass> use = type -> {
                // Of others' arrays, the name alone is known.
                String named = type.getName().replaceFirst("^\\[+L(.*);$", "$1");
                if (!named.substring(0, named.lastIndexOf('.') + 1).equals(user.getPackageName() + ".")) {
                    used.add(named);
                }
            };
            user.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .forEach(use);
            for (JavaAccess<?> access : user.getAccessesFromSelf()) {
                if (access.getTarget() instanceof CodeUnitAccessTarget called) {
                    use.accept(called.getRawReturnType());
                    called.getRawParameterTypes().forEach(use);
                }
            }
        }
        assertThat(LIBRARY.stream()
                        .filter(PublicEdgeTest::isPublic)
                        .filter(type -> !EXPORTED.contains(type.getPackageName()))
                        // ServiceLoader finds families of backbones, and tests make narrow ones of their networks.
                        .filter(type -> type.tryGetMethod("kinds").isEmpty())
                        .map(JavaClass::getName)
                        .filter(name -> !used.contains(name)))
                .as("public types that their own package alone uses")
                .isEmpty();
    }

    @Test
    void exportedTypesNameExportedTypesOnly() {
        Set<String> hidden = new TreeSet<>();
        for (JavaClass type : LIBRARY) {
            if (!EXPORTED.contains(type.getPackageName()) || !isPublic(type)) {
                continue;
            }
            for (JavaMember member : type.getMembers()) {
                Set<JavaModifier> modifiers = member.getModifiers();
                if (modifiers.contains(JavaModifier.SYNTHETIC)
                        || !modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.PROTECTED)) {
                    continue;
                }
                member.getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .filter(named -> named.getPackageName().startsWith("io.github.biwaa"))
                        .filter(named -> !EXPORTED.contains(named.getPackageName()) || !isPublic(named))
                        .forEach(named -> hidden.add(member.getFullName() + " names " + named.getName()));
            }
        }
        assertThat(hidden).isEmpty();
    }

    /** The comparison with an earlier release looks at what is exported: the parent lists the rest. */
    @Test
    void theComparisonOfReleasesLeavesOutTheRest() throws IOException {
        String parent = Files.readString(Path.of("../pom.xml"));
        assertThat(LIBRARY.stream()
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .filter(name -> parent.contains("<exclude>" + name + "</exclude>") == EXPORTED.contains(name)))
                .isEmpty();
    }

    /** The rules see something. */
    @Test
    void theModulesAreSeen() {
        assertThat(EXPORTED)
                .contains(
                        "io.github.biwaa",
                        "io.github.biwaa.training",
                        "io.github.biwaa.report",
                        "io.github.biwaa.export",
                        "io.github.biwaa.benchmark",
                        "io.github.biwaa.demo")
                .doesNotContain("io.github.biwaa.file", "io.github.biwaa.network.convolution");
    }

    private static boolean isPublic(JavaClass type) {
        return !type.isAnonymousClass()
                && Stream.iterate(type, outer -> outer != null, outer -> outer.getEnclosingClass()
                                .orElse(null))
                        .allMatch(each -> each.getModifiers().contains(JavaModifier.PUBLIC));
    }
}
