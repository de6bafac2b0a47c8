package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sfcalls.sandbox.stack.Installation;

/** The one jar that is given to spark-submit. */
@Tag("failure")
class JobJarIT {
  private static final Installation INSTALLATION = new Installation(CommandProcess.HOME);

  @Test
  void holdsTheConnectorThatADistributionOfSparkHasNot() throws IOException {
    assertThat(classes(INSTALLATION.analyticsJar()))
        .contains(
            "org/apache/spark/sql/kafka010/KafkaSourceProvider.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "org/apache/commons/pool2/ObjectPool.class",
            "org/sfcalls/analytics/AnalyticsMain.class");
  }

  @Test
  void holdsNoClassThatSparkProvides() throws IOException {
    Set<String> twice = new TreeSet<>(classes(INSTALLATION.analyticsJar()));
    Set<String> provided = new TreeSet<>();
    try (Stream<Path> jars = Files.list(INSTALLATION.sparkHome().resolve("jars"))) {
      for (Path jar : jars.toList()) {
        provided.addAll(classes(jar));
      }
    }
    assertThat(provided).contains("org/apache/spark/sql/SparkSession.class");
    twice.retainAll(provided);
    assertThat(twice).isEmpty();
  }

  private static List<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
          .toList();
    }
  }
}
