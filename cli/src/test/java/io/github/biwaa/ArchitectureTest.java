package io.github.biwaa;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.training.step.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The house: packages lie on floors, ground floor first, and a package imports only from floors below its own. */
class ArchitectureTest {
    private static final String ROOT = House.ROOT;

    /** Packages side by side know nothing of each other. The root ("") holds the exceptions meant for people. */
    private static final List<List<String>> FLOORS = List.of(
            List.of(""),
            List.of("random", "file"),
            List.of("setting", "array"),
            List.of("torch"),
            List.of("image", "weights"),
            List.of("network"),
            List.of("samples"),
            List.of("data"),
            List.of("model"),
            List.of("adaptation"),
            List.of("chain"),
            List.of("settings"),
            List.of("evaluation"),
            List.of("run"),
            List.of("training"),
            List.of("embedding", "explain", "export", "prediction"),
            List.of("report", "benchmark", "performance", "demo", "adapt"),
            List.of("spark"),
            List.of("cli"));

    private static final JavaClasses HOUSE = House.read();
    private static final JavaClasses LIBRARY = House.library(HOUSE);

    @Test
    void packagesImportOnlyFromFloorsBelow() {
        Map<String, Integer> floors = new LinkedHashMap<>();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                floors.put(name, floor);
            }
        }
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : HOUSE) {
            String from = packageOf(type);
            if (!floors.containsKey(from)) {
                violations.add("package " + from + " has no floor");
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String to = packageOf(target);
                if (isOurs(target) && !to.equals(from) && !(floors.getOrDefault(to, 99) < floors.get(from))) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    /** Inner packages count each for itself. */
    @Test
    void noPackagesFormARing() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void theDocumentHasTheseFloors() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            String names = String.join(", ", FLOORS.get(floor)).replaceFirst("^$", "exceptions (the root package)");
            rows.add("| " + floor + " | " + names + " |");
        }
        assertThat(Files.readAllLines(Path.of("../docs/architecture.md"))).containsSubsequence(rows);
    }

    /** The rule above sees something: without classes it would hold of itself. */
    @Test
    void theClassesAreSeen() {
        assertThat(HOUSE.stream().map(ArchitectureTest::packageOf))
                .contains(
                        "",
                        "torch",
                        "network",
                        "adaptation",
                        "training",
                        "report",
                        "export",
                        "benchmark",
                        "demo",
                        "spark",
                        "cli");
    }

    /** What may be null says so; {@code mvn -Perrorprone compile} holds the code to it. */
    @Test
    void everyPackageSaysWhatMayBeNull() {
        Set<String> silent = new TreeSet<>();
        for (JavaClass type : HOUSE) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)
                    && !type.getPackageName().endsWith(".bench")) {
                silent.add(type.getPackageName());
            }
        }
        assertThat(silent).isEmpty();
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    /** The package below the root, inner packages counted to their outermost. */
    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.length() <= ROOT.length()
                ? ""
                : name.substring(ROOT.length() + 1).split("\\.")[0];
    }

    /**
     * libtorch is loaded by {@link Engine#load} before anything of it is touched, whatever is called first. Whoever holds an object of libtorch's knows it
     * loaded. So a method that makes one from nothing, or calls a function that takes none, is given one itself or calls {@code Engine.load()}. Static
     * initialisers may do neither, for their exceptions do not reach callers. PointerScope is Java alone.
     */
    @Test
    void libtorchIsLoadedBeforeItIsTouched() {
        Set<String> unguarded = new TreeSet<>();
        DescribedPredicate<JavaClass> whatLoadsIt = JavaClass.Predicates.simpleName("Libtorch");
        for (JavaClass type : LIBRARY.that(DescribedPredicate.not(whatLoadsIt))) {
            for (JavaCodeUnit method : type.getCodeUnits()) {
                boolean guarded = !(method instanceof JavaStaticInitializer)
                        && (takesLibtorch(method) || callsEngineLoad(method));
                method.getCallsFromSelf().stream()
                        .filter(call -> !guarded && touchesLibtorchFirst(call))
                        .forEach(call -> unguarded.add(call.getDescription()));
            }
        }
        assertThat(unguarded)
                .as("call Engine.load() in these methods, or make the object by Tensors")
                .isEmpty();
    }

    private static boolean touchesLibtorchFirst(JavaCall<?> call) {
        JavaClass owner = call.getTargetOwner();
        boolean isSuperConstructor = call.getOriginOwner().getRawSuperclass().equals(Optional.of(owner));
        return owner.getPackageName().startsWith("org.bytedeco.")
                && !owner.isEquivalentTo(PointerScope.class)
                && !owner.isEquivalentTo(Loader.class)
                && !owner.isEnum()
                && (call instanceof JavaConstructorCall && !isSuperConstructor || callsStaticMethod(call))
                && call.getTarget().getRawParameterTypes().stream().noneMatch(ArchitectureTest::isLibtorch);
    }

    private static boolean callsStaticMethod(JavaCall<?> call) {
        return call.getTarget()
                .resolveMember()
                .filter(member -> member.getModifiers().contains(JavaModifier.STATIC))
                .isPresent();
    }

    private static boolean takesLibtorch(JavaCodeUnit method) {
        return method.getRawParameterTypes().stream().anyMatch(ArchitectureTest::isLibtorch);
    }

    private static boolean isLibtorch(JavaClass type) {
        return type.getBaseComponentType().isAssignableTo(Pointer.class);
    }

    private static boolean callsEngineLoad(JavaCodeUnit method) {
        return method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Engine.class)
                        && call.getName().equals("load"));
    }

    @Test
    void theLibraryDoesNotPrint() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LIBRARY);
    }

    @Test
    void theLibraryLogsThroughSlf4jOnly() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(LIBRARY);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ch.qos.logback..", "org.apache.logging..", "java.lang.System$Logger")
                .check(LIBRARY);
    }

    @Test
    void randomChoicesComeFromTheSeedSequence() {
        noClasses().should().callMethod(Math.class, "random").check(LIBRARY);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .check(LIBRARY);
    }

    @Test
    void noStaticStateChanges() {
        assertThat(LIBRARY.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .map(JavaField::getFullName))
                .isEmpty();
    }

    /** ONE backward sweep per step (docs/method.md): one call in the step, none in terms, layers or pseudo-labels. One more finds where a loss is sharp. */
    @Test
    void aStepSweepsBackOnce() {
        List<String> sweeps = LIBRARY.stream()
                .filter(type ->
                        Set.of("torch", "network", "adaptation", "training").contains(packageOf(type)))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().getPackageName().startsWith(Tensor.class.getPackageName()))
                .filter(access -> access.getName().matches("backward|grad|_?_?dispatch__backward")
                                && !access.getTargetOwner().isEquivalentTo(Tensor.class)
                        || access.getName().contains("backward"))
                .map(JavaAccess::getOriginOwner)
                .map(JavaClass::getName)
                .toList();
        assertThat(sweeps)
                .containsExactlyInAnyOrder(
                        TrainingStep.class.getName(), TrainingStep.class.getPackageName() + ".Ascent");
    }
}
