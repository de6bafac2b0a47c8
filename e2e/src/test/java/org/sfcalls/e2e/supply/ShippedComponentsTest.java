package org.sfcalls.e2e.supply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedComponentsTest {

  @TempDir private Path folder;

  @Test
  void aJarIsWhatItsNameSays() throws IOException {
    jar("zstd-jni-1.5.6-10.jar");
    jar("modified-org.apache.kafka.kafka-clients-3.9.0.jar");

    assertThat(ShippedComponents.ofJars("broker", folder))
        .containsExactlyInAnyOrder(
            new Component("broker", "zstd-jni", "1.5.6-10"),
            new Component("broker", "org.apache.kafka.kafka-clients", "3.9.0"));
  }

  @Test
  void aJarIsWhatMavenRecordedInItTogetherWithWhatItWasPackedWith() throws IOException {
    jar("parser-1.2-native.jar", "org.example:parser:1.2", "com.google.guava:guava:14.0.1");

    assertThat(ShippedComponents.ofJars("spark", folder))
        .containsExactlyInAnyOrder(
            new Component("spark", "org.example:parser", "1.2"),
            new Component("parser", "com.google.guava:guava", "14.0.1"));
  }

  @Test
  void aJarWithoutVersionIsRefused() throws IOException {
    jar("parser.jar");

    assertThatThrownBy(() -> ShippedComponents.ofJars("spark", folder))
        .hasMessageEndingWith("parser.jar has no version in its name");
  }

  @Test
  void aBillOfMaterialsNamesComponentsAndAJarThatItLacksIsFound() throws IOException {
    Path bill =
        Files.writeString(
            folder.resolve("bom.json"),
            """
            {"components": [{"group": "org.example", "name": "parser", "version": "1.2"}]}""");
    jar("parser-1.2-native.jar");
    jar("server-1.2.jar");
    jar("parser-1.3.jar");

    var components = ShippedComponents.ofBill("job", bill);

    assertThat(components).containsExactly(new Component("job", "org.example:parser", "1.2"));
    assertThat(ShippedComponents.missing(folder, components))
        .containsExactly("parser-1.3.jar", "server-1.2.jar");
  }

  private void jar(String name, String... components) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      for (String component : components) {
        String[] parts = component.split(":", -1);
        jar.putNextEntry(
            new JarEntry("META-INF/maven/%s/%s/pom.properties".formatted(parts[0], parts[1])));
        jar.write("version=%s\n".formatted(parts[2]).getBytes(UTF_8));
      }
      jar.putNextEntry(new JarEntry("Parser.class"));
    }
  }
}
