package org.sfcalls.e2e.architecture;

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
  private static final String ACCESS = "org.sfcalls.access..";
  private static final String INGEST = "org.sfcalls.ingest..";

  private static final String CALLS = "org.sfcalls.calls..";

  private static final String ACCOUNT = "org.sfcalls.account..";
  private static final String ANALYTICS = "org.sfcalls.analytics..";
  private static final String DASHBOARD = "org.sfcalls.dashboard..";
  private static final String TOOLS = "org.sfcalls.tools..";
  private static final String SANDBOX = "org.sfcalls.sandbox..";

  /** Not on the class path here, and not to be known by anything that is. */
  private static final String BENCHMARKS = "org.sfcalls.benchmarks..";

  private final JavaClasses classes =
      new ClassFileImporter()
          .importPaths(
              Path.of("../schemas/target/classes/org/sfcalls"),
              Path.of("../access/target/classes/org/sfcalls"),
              Path.of("../calls/target/classes/org/sfcalls"),
              Path.of("../account/target/classes/org/sfcalls"),
              Path.of("../ingest-streams/target/classes/org/sfcalls"),
              Path.of("../spark-analytics/target/classes/org/sfcalls"),
              Path.of("../dashboard/target/classes/org/sfcalls"),
              Path.of("../tools/target/classes/org/sfcalls"),
              Path.of("../sandbox/target/classes/org/sfcalls"),
              Path.of("../sandbox/registry/target/classes/org/sfcalls"));

  @Test
  void everyModuleIsLookedAt() {
    for (String module :
        new String[] {
          SCHEMAS, ACCESS, CALLS, ACCOUNT, INGEST, ANALYTICS, DASHBOARD, TOOLS, SANDBOX
        }) {
      assertThat(classes)
          .as("classes of %s", module)
          .anyMatch(type -> type.getPackageName().startsWith(module.replace("..", "")));
    }
  }

  @Test
  void librariesKnowTheContractsAlone() {
    knowsNoneOf(
        SCHEMAS, ACCESS, CALLS, ACCOUNT, INGEST, ANALYTICS, DASHBOARD, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(ACCESS, CALLS, ACCOUNT, INGEST, ANALYTICS, DASHBOARD, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(CALLS, ACCESS, ACCOUNT, INGEST, ANALYTICS, DASHBOARD, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(ACCOUNT, CALLS, INGEST, ANALYTICS, DASHBOARD, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(ACCOUNT, "org.apache.kafka..", "org.apache.spark..", "java.sql..", "org.duckdb..");
  }

  @Test
  void noProgramKnowsAnother() {
    knowsNoneOf(INGEST, ANALYTICS, DASHBOARD, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(ANALYTICS, INGEST, DASHBOARD, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(DASHBOARD, INGEST, ANALYTICS, CALLS, TOOLS, SANDBOX, BENCHMARKS);
    knowsNoneOf(TOOLS, INGEST, ANALYTICS, DASHBOARD, SANDBOX, BENCHMARKS);
    knowsNoneOf(SANDBOX, INGEST, ANALYTICS, DASHBOARD, CALLS, TOOLS, BENCHMARKS);
  }

  private void knowsNoneOf(String module, String... others) {
    noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(classes);
  }
}
