package org.sfcalls.e2e.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is on a class path, read from its jars and from the bill of materials of a module. */
final class ShippedComponents {
  private static final Pattern JAR =
      Pattern.compile("(?:modified-)?(?<name>.+?)-(?<version>\\d.*)\\.jar");

  /** Maven's own record of what a jar was built from; a jar with others in it has theirs, too. */
  private static final Pattern ORIGIN =
      Pattern.compile("META-INF/maven/(?<group>[^/]+)/(?<artifact>[^/]+)/pom\\.properties");

  private ShippedComponents() {}

  /**
   * The components of the jars of a folder, and of those that they were packed with.
   *
   * @throws IOException when the folder is missing or a jar can't be read
   */
  static Set<Component> ofJars(String place, Path folder) throws IOException {
    Set<Component> found = new LinkedHashSet<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : jars) {
        found.addAll(ofJar(place, jar));
      }
    }
    return found;
  }

  private static List<Component> ofJar(String place, Path file) throws IOException {
    Matcher form = JAR.matcher(file.getFileName().toString());
    if (!form.matches()) {
      throw new IOException(file + " has no version in its name");
    }
    String name = form.group("name");
    Component itself = new Component(place, name, form.group("version"));
    List<Component> within = new ArrayList<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        Matcher origin = ORIGIN.matcher(entry.getName());
        if (origin.matches()) {
          String component = origin.group("group") + ":" + origin.group("artifact");
          String version = version(jar, entry);
          if (itself.is(component)) {
            itself = new Component(place, component, version);
          } else {
            within.add(new Component(name, component, version));
          }
        }
      }
    }
    within.add(itself);
    return within;
  }

  private static String version(JarFile jar, JarEntry entry) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = jar.getInputStream(entry)) {
      properties.load(in);
    }
    return properties.getProperty("version", "").trim();
  }

  /**
   * The components of a bill of materials.
   *
   * @param bill CycloneDX, as JSON
   * @throws IOException when it is missing or no JSON
   */
  static Set<Component> ofBill(String place, Path bill) throws IOException {
    Set<Component> found = new LinkedHashSet<>();
    for (JsonNode component : new ObjectMapper().readTree(bill.toFile()).path("components")) {
      found.add(
          new Component(
              place,
              component.path("group").textValue() + ":" + component.path("name").textValue(),
              component.path("version").textValue()));
    }
    return found;
  }

  /** Names of the jars of a folder that a bill of materials does not list in their version. */
  static Set<String> missing(Path folder, Set<Component> bill) throws IOException {
    Set<String> missing = new TreeSet<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : jars) {
        String name = jar.getFileName().toString();
        if (bill.stream().noneMatch(component -> isNamed(name, component))) {
          missing.add(name);
        }
      }
    }
    return missing;
  }

  private static boolean isNamed(String jar, Component component) {
    String artifact = component.name().substring(component.name().indexOf(':') + 1);
    // A classifier may follow.
    return jar.startsWith(artifact + "-" + component.version());
  }
}
