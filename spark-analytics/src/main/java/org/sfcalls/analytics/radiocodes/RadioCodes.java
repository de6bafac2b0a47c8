package org.sfcalls.analytics.radiocodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The table of radio codes: what each disposition's code means. It is a few dozen entries that
 * stand in memory wherever counts are made; looking one up costs nothing, while a join would be one
 * more Spark job in every batch.
 */
public final class RadioCodes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> descriptions;

  private RadioCodes(Map<String, String> descriptions) {
    this.descriptions = new TreeMap<>(descriptions);
  }

  /** These codes, with their descriptions. */
  public static RadioCodes of(Map<String, String> descriptions) {
    return new RadioCodes(descriptions);
  }

  /**
   * Reads and checks the table, a JSON array of objects with {@code disposition_code} and {@code
   * description}.
   *
   * @param path any path that Spark reads
   * @throws IllegalArgumentException when the table is empty, a code or description is missing or
   *     blank, or a code stands there twice, so that nobody could tell which description holds
   */
  public static RadioCodes read(SparkSession spark, String path) {
    Map<String, String> descriptions = new HashMap<>();
    for (JsonNode entry : entries(spark, path)) {
      String code = entry.path("disposition_code").textValue();
      String description = entry.path("description").textValue();
      if (isBlank(code) || isBlank(description)) {
        throw new IllegalArgumentException(
            "radio codes in " + path + ": an entry lacks its code or description: " + entry);
      }
      if (descriptions.put(code, description) != null) {
        throw new IllegalArgumentException(
            "radio codes in " + path + ": code '" + code + "' stands there twice");
      }
    }
    if (descriptions.isEmpty()) {
      throw new IllegalArgumentException("radio codes in " + path + ": the table is empty");
    }
    return new RadioCodes(descriptions);
  }

  /** What a disposition means; null where the table does not list it. */
  public String description(String disposition) {
    return descriptions.get(disposition);
  }

  /** Descriptions by code. */
  public Map<String, String> descriptions() {
    return Collections.unmodifiableMap(descriptions);
  }

  private static JsonNode entries(SparkSession spark, String path) {
    Path file = new Path(path);
    try (InputStream in = file.getFileSystem(spark.sessionState().newHadoopConf()).open(file)) {
      JsonNode table = new ObjectMapper().readTree(in);
      if (table == null || !table.isArray()) {
        throw new IllegalArgumentException(
            "radio codes in " + path + ": a JSON array of objects is needed");
      }
      return table;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "radio codes in " + path + " can't be read: " + e.getMessage(), e);
    }
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
