package org.sfcalls.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} with the settings of {@code .env} put in. */
final class ComposeFile {
  static final Path FOLDER = Path.of("").toAbsolutePath();

  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)}");
  private static final YAMLMapper TREES = new YAMLMapper();

  private final JsonNode root;

  private ComposeFile(JsonNode root) {
    this.root = root;
  }

  static ComposeFile read() throws IOException {
    Map<String, String> settings = settings();
    String text =
        VARIABLE
            .matcher(Files.readString(FOLDER.resolve("docker-compose.yml")))
            .replaceAll(
                found -> {
                  String value = settings.get(found.group(1));
                  if (value == null) {
                    throw new AssertionError(found.group() + " is not set in .env");
                  }
                  return Matcher.quoteReplacement(value);
                });
    // This parser, unlike Jackson's tree, resolves anchors and merges.
    Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return new ComposeFile(TREES.valueToTree(loaded));
  }

  /** What {@code .env} sets. */
  static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve(".env"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        settings.put(parts[0], parts[1]);
      }
    }
    return settings;
  }

  /** The services by name. */
  Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    root.get("services").fields().forEachRemaining(s -> services.put(s.getKey(), s.getValue()));
    return services;
  }

  /** The services that start without any profile. */
  Map<String, JsonNode> defaultServices() {
    Map<String, JsonNode> services = services();
    services.values().removeIf(service -> service.has("profiles"));
    return services;
  }

  /** The texts of a list; none for no list. */
  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    if (list != null) {
      list.forEach(text -> texts.add(text.asText()));
    }
    return texts;
  }
}
