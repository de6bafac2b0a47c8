package org.sfcalls.access;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Settings of a client library from the environment, a file and the command line.
 *
 * <p>A variable is a setting's name in capitals behind a prefix, with {@code _} for a dot, as in
 * Kafka's container images.
 *
 * @param prefix what a variable's name begins with
 */
record ClientProperties(String prefix, Map<String, String> environment) {

  /**
   * All of them by name; of the same setting the command line's wins, then the file's.
   *
   * @param file null for none
   * @throws IllegalArgumentException when the file can't be read
   */
  Map<String, String> with(Path file, Map<String, String> commandLine) {
    Map<String, String> all = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            String setting = name.substring(prefix.length());
            all.put(setting.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    if (file != null) {
      Properties read = new Properties();
      try {
        read.load(new StringReader(SettingsFile.read(file)));
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the properties file " + file + " can't be read as text in UTF-8: " + e, e);
      }
      read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    }
    all.putAll(commandLine);
    return all;
  }
}
