package org.sfcalls.sandbox.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom: everything may know the contracts and what a call is, no program knows
 * another.
 */
class ModulesTest {

  private static final String SCHEMAS = "org.sfcalls.schemas..";
  private static final String COMMAND = "org.sfcalls.command..";
  private static final String INGEST = "org.sfcalls.ingest..";

  /** What is a call, and how files of calls are read: a library of its own, for both tiers. */
  private static final String[] CALLS = {
    "org.sfcalls.ingest.validation..", "org.sfcalls.ingest.reading.."
  };

  private static final String ANALYTICS = "org.sfcalls.analytics..";
  private static final String DASHBOARD = "org.sfcalls.dashboard..";
  private static final String SANDBOX = "org.sfcalls.sandbox..";

  /** Not on the class path here, and not to be known by anything that is. */
  private static final String BENCHMARKS = "org.sfcalls.benchmarks..";

  private final JavaClasses classes =
      new ClassFileImporter()
          .importPaths(
              Path.of("../schemas/target/classes/org/sfcalls"),
              Path.of("../command/target/classes/org/sfcalls"),
              Path.of("../ingest-streams/validation/target/classes/org/sfcalls"),
              Path.of("../ingest-streams/target/classes/org/sfcalls"),
              Path.of("../spark-analytics/target/classes/org/sfcalls"),
              Path.of("../dashboard/target/classes/org/sfcalls"),
              Path.of("target/classes/org/sfcalls"));

  @Test
  void everyModuleIsLookedAt() {
    for (String module :
        new String[] {
          SCHEMAS, COMMAND, CALLS[0], CALLS[1], INGEST, ANALYTICS, DASHBOARD, SANDBOX
        }) {
      assertThat(classes)
          .as("classes of %s", module)
          .anyMatch(type -> type.getPackageName().startsWith(module.replace("..", "")));
    }
  }

  @Test
  void theContractsKnowNothingOfOurs() {
    classes()
        .that()
        .resideInAPackage(SCHEMAS)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(COMMAND, INGEST, ANALYTICS, DASHBOARD, SANDBOX, BENCHMARKS)
        .check(classes);
  }

  @Test
  void whatCommandsShareKnowsTheContractsAlone() {
    noClasses()
        .that()
        .resideInAPackage(COMMAND)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INGEST, ANALYTICS, DASHBOARD, SANDBOX, BENCHMARKS)
        .check(classes);
  }

  @Test
  void theLibraryOfCallsKnowsNoProgram() {
    classes()
        .that()
        .resideInAnyPackage(CALLS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(CALLS)
                .or(resideOutsideOfPackages(INGEST, ANALYTICS, DASHBOARD, SANDBOX, BENCHMARKS)))
        .check(classes);
  }

  @Test
  void noProgramKnowsAnother() {
    noClasses()
        .that()
        .resideInAPackage(INGEST)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ANALYTICS, DASHBOARD, SANDBOX, BENCHMARKS)
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(ANALYTICS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(INGEST, DASHBOARD, SANDBOX, BENCHMARKS)
                .and(not(resideInAnyPackage(CALLS))))
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(SANDBOX)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INGEST, ANALYTICS, DASHBOARD, BENCHMARKS)
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(DASHBOARD)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INGEST, ANALYTICS, SANDBOX, BENCHMARKS)
        .check(classes);
  }
}
