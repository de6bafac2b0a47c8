package org.sfcalls.e2e.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every library that is shipped, and the bills of materials that the build made of them. */
@Tag("supply")
class ShippedComponentsIT {
  private static final Path HOME = Path.of("..");

  /**
   * A folder of jars that programs run with.
   *
   * @param module folder of the module that fills it
   * @param jars below the module's folder
   * @param witness a component that must be found, since an empty folder has no vulnerabilities
   */
  private record ClassPath(String name, String module, String jars, String witness) {
    Path folder() {
      return HOME.resolve(module).resolve(jars);
    }

    Set<Component> components() throws IOException {
      Set<Component> found = ShippedComponents.ofJars(name, folder());
      assertThat(found).as(name).anyMatch(component -> component.is(witness));
      return found;
    }

    Path bill() {
      return HOME.resolve(module).resolve("target/bom.json");
    }
  }

  private static final List<ClassPath> FROM_MAVEN =
      List.of(
          new ClassPath("ingest", "ingest-streams", "target/lib", "org.apache.kafka:kafka-streams"),
          new ClassPath("dashboard", "dashboard", "target/lib", "io.javalin:javalin"),
          new ClassPath("tools", "tools", "target/lib", "org.apache.kafka:kafka-clients"),
          new ClassPath("sandbox", "sandbox", "target/lib", "info.picocli:picocli"),
          new ClassPath("broker", "sandbox/broker", "target/lib", "org.apache.kafka:kafka_2.13"),
          new ClassPath("registry", "sandbox/registry", "target/lib", "io.netty:netty-codec-http"),
          new ClassPath(
              "spark",
              "sandbox/spark",
              "target/spark-home/jars",
              "org.apache.spark:spark-core_2.12"));

  @Test
  void noComponentHasAKnownVulnerabilityWithoutAReason() throws IOException {
    Set<Component> shipped = new LinkedHashSet<>();
    for (ClassPath classPath : FROM_MAVEN) {
      shipped.addAll(classPath.components());
    }
    // An archive that Maven only unpacks, so that no bill of materials knows it.
    shipped.addAll(
        new ClassPath(
                "registry", "sandbox/registry", "target/apicurio/lib", "io.quarkus:quarkus-core")
            .components());
    shipped.addAll(job(shipped));

    assertThat(KnownVulnerabilities.ofProject().problems(shipped)).isEmpty();
  }

  @Test
  void theBillOfMaterialsOfAModuleListsEveryJarThatItShips() throws IOException {
    for (ClassPath classPath : FROM_MAVEN) {
      Set<Component> bill = ShippedComponents.ofBill(classPath.name(), classPath.bill());
      assertThat(ShippedComponents.missing(classPath.folder(), bill))
          .as(classPath.name())
          .isEmpty();
    }
  }

  /**
   * What was packed into the jar for {@code spark-submit}, which has no trace of some: what its
   * bill of materials lists, but for what Spark's class path has ({@code JobJarIT}).
   */
  private static Set<Component> job(Set<Component> shipped) throws IOException {
    Set<Component> job =
        ShippedComponents.ofBill("job", HOME.resolve("spark-analytics/target/bom.json"));
    job.removeIf(
        component ->
            shipped.stream()
                .anyMatch(other -> other.place().equals("spark") && other.is(component.name())));
    assertThat(job).anyMatch(component -> component.is("org.apache.kafka:kafka-clients"));
    return job;
  }
}
