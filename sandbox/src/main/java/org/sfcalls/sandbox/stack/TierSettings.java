package org.sfcalls.sandbox.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.SettingsFile;
import org.sfcalls.sandbox.SandboxException;
import picocli.CommandLine.TypeConversionException;

/**
 * Settings of ingest and analytics beside those that the sandbox gives them itself; as a file, a
 * line {@code NAME=VALUE} for each.
 *
 * @param byName values by name, in the order of the file: {@value #PARTITIONS}, {@value
 *     #INGEST_THREADS}, {@value #MAX_OFFSETS_PER_TRIGGER}, {@value #TRIGGER}, and any that begin
 *     with {@value #INGEST} or {@value #SPARK}
 */
public record TierSettings(Map<String, String> byName) {

  /** What stands before the name of an option of the analytics job. */
  private static final String ANALYTICS = "analytics.";

  /** Partitions of the topics that carry calls or counts, a number. */
  public static final String PARTITIONS = "partitions";

  /** Stream threads of ingest, a number. */
  public static final String INGEST_THREADS = "ingest.threads";

  /** What stands before a setting of the Kafka clients of ingest, {@code linger.ms} for one. */
  public static final String INGEST = "ingest.";

  /** Most records of a micro-batch, all partitions together, a number. */
  public static final String MAX_OFFSETS_PER_TRIGGER = ANALYTICS + "max-offsets-per-trigger";

  /** Time from one micro-batch's start to the next's, a duration such as {@code 0s}. */
  public static final String TRIGGER = ANALYTICS + "trigger";

  /** What a setting of Spark's begins with; it is its whole name. */
  public static final String SPARK = "spark.";

  private static final String ALLOWED =
      String.join(
          ", ",
          PARTITIONS,
          INGEST_THREADS,
          INGEST + "NAME (a setting of Kafka's clients)",
          MAX_OFFSETS_PER_TRIGGER,
          TRIGGER,
          SPARK + "NAME");

  /** Settings that would go unheard, or take the sandbox or the account away from what it needs. */
  private static final Set<String> FIXED =
      Set.of(
          INGEST + "bootstrap.servers",
          "spark.master",
          "spark.ui.enabled",
          "spark.local.dir",
          "spark.driver.host",
          "spark.driver.bindAddress",
          // Of the JVM, which runs when Spark reads them.
          "spark.driver.memory",
          "spark.driver.defaultJavaOptions",
          "spark.driver.extraJavaOptions",
          "spark.driver.extraClassPath",
          "spark.driver.extraLibraryPath",
          // The job sets these over whatever it is given.
          "spark.app.name",
          "spark.sql.session.timeZone",
          "spark.sql.redaction.options.regex",
          "spark.sql.streaming.multipleWatermarkPolicy",
          "spark.sql.streaming.noDataMicroBatches.enabled",
          "spark.sql.streaming.statefulOperator.allowMultiple");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  /** Where a comment begins, at the start of a line or behind a value. */
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

  /** No settings but the sandbox's own. */
  public static final TierSettings EMPTY = new TierSettings(Map.of());

  /**
   * @throws IllegalArgumentException naming the setting, its value and what is allowed
   */
  public TierSettings {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    byName.forEach(TierSettings::check);
  }

  /**
   * Reads a file in UTF-8, with or without a byte order mark. Blank lines and what follows a {@code
   * #} at the start of a line or behind a space count for nothing.
   *
   * @throws SandboxException naming the file, what is wrong in it and what is allowed
   */
  public static TierSettings read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw refused(file, "there is no readable file " + file.toAbsolutePath());
    }
    try {
      return parse(SettingsFile.read(file).lines().toList());
    } catch (IOException e) {
      throw refused(file, "can't be read as text in UTF-8: " + e);
    } catch (IllegalArgumentException e) {
      throw refused(file, e.getMessage());
    }
  }

  private static SandboxException refused(Path file, String why) {
    return SandboxException.refused("--settings=" + file + ": " + why);
  }

  private static TierSettings parse(List<String> lines) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = COMMENT.matcher(lines.get(i)).replaceFirst("").strip();
      if (line.isEmpty()) {
        continue;
      }
      int equals = line.indexOf('=');
      require(equals >= 0, "line %d is '%s'; NAME=VALUE is allowed".formatted(i + 1, line));
      String name = line.substring(0, equals).strip();
      String before = byName.put(name, line.substring(equals + 1).strip());
      require(before == null, "line %d sets %s again; once is allowed".formatted(i + 1, name));
    }
    return new TierSettings(byName);
  }

  /** The settings as the text of a file, which {@link #read} takes; empty where there are none. */
  public String toText() {
    return byName.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** Partitions of the topics that carry calls or counts. */
  public OptionalInt partitions() {
    String partitions = byName.get(PARTITIONS);
    return partitions == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(partitions));
  }

  /** Arguments of ingest. */
  List<String> ingestArguments() {
    List<String> arguments = new ArrayList<>();
    byName.forEach(
        (name, value) -> {
          if (name.equals(INGEST_THREADS)) {
            arguments.addAll(List.of("--threads", value));
          } else if (name.startsWith(INGEST)) {
            arguments.addAll(
                List.of("--kafka.property", name.substring(INGEST.length()) + "=" + value));
          }
        });
    return arguments;
  }

  /** Arguments of the analytics job. */
  List<String> analyticsArguments() {
    List<String> arguments = new ArrayList<>();
    byName.forEach(
        (name, value) -> {
          if (name.startsWith(ANALYTICS)) {
            arguments.addAll(List.of("--" + name.substring(ANALYTICS.length()), value));
          }
        });
    return arguments;
  }

  /** Spark's settings, for its submit. */
  Map<String, String> spark() {
    Map<String, String> spark = new LinkedHashMap<>(byName);
    spark.keySet().removeIf(name -> !name.startsWith(SPARK));
    return spark;
  }

  private static void check(String name, String value) {
    boolean ingest = isOneOf(INGEST, name);
    boolean spark = isOneOf(SPARK, name);
    require(
        ingest || spark || Set.of(PARTITIONS, MAX_OFFSETS_PER_TRIGGER, TRIGGER).contains(name),
        "%s is no setting of the tiers; allowed are %s".formatted(name, ALLOWED));
    require(
        !FIXED.contains(name),
        "%s is fixed; allowed are all %sNAME but %s"
            .formatted(name, ingest ? INGEST : SPARK, fixed(ingest ? INGEST : SPARK)));
    require(
        !value.isBlank()
            && value.equals(value.strip())
            && value.chars().noneMatch(Character::isISOControl)
            && !COMMENT.matcher(value).find(),
        "%s is '%s'; a value of one line without a comment is allowed".formatted(name, value));
    switch (name) {
      case PARTITIONS -> number(name, value, StackSettings.MOST_PARTITIONS);
      case INGEST_THREADS -> number(name, value, Integer.MAX_VALUE);
      case MAX_OFFSETS_PER_TRIGGER -> number(name, value, Long.MAX_VALUE);
      case TRIGGER -> duration(name, value);
      default -> {
        // Kafka and Spark know what is allowed for theirs.
      }
    }
  }

  private static boolean isOneOf(String prefix, String name) {
    return name.startsWith(prefix) && NAME.matcher(name.substring(prefix.length())).matches();
  }

  private static String fixed(String prefix) {
    Set<String> fixed = new TreeSet<>(FIXED);
    fixed.removeIf(name -> !name.startsWith(prefix));
    return String.join(", ", fixed);
  }

  private static void number(String name, String value, long most) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) {
      number = 0;
    }
    require(
        number >= 1 && number <= most,
        "%s is '%s'; a number from 1 to %d is allowed".formatted(name, value, most));
  }

  private static void duration(String name, String value) {
    try {
      new DurationOption().convert(value);
    } catch (TypeConversionException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
