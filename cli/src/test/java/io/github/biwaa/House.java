package io.github.biwaa;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The project's own classes without tests, as rules about them see them. */
final class House {
    static final String ROOT = "io.github.biwaa";

    private House() {}

    /** @return also with the members of others' classes that these use */
    static JavaClasses read() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages(ROOT);
    }

    /** @return with nothing but the names of others' classes, whose members take most of the time */
    static JavaClasses readAlone() {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return read();
        });
    }

    /** @return all but the command: what programs call */
    static JavaClasses library(JavaClasses house) {
        return house.that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(ROOT + ".cli..")));
    }
}
