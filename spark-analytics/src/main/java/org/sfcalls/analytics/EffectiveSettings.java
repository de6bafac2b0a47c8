package org.sfcalls.analytics;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** The Spark settings that are in force, safe to print. */
final class EffectiveSettings {

  /** Spark's own list of names that hold secrets, and more of Kafka's. */
  private static final Pattern SECRET =
      Pattern.compile("(?i)secret|password|token|access[.]?key|credential|jaas|auth[.]user");

  /** User and password inside an address, or after an equals sign inside Java options. */
  private static final Pattern SECRET_IN_VALUE =
      Pattern.compile("(?i)(://)[^\\s,]*(?=@)|((?:secret|password|token)[^=\\s]*=)\\S+");

  private static final String MASK = "********";

  private EffectiveSettings() {}

  /** All settings that were given, and those that the job depends on, by name. */
  static Map<String, String> of(SparkSession spark) {
    Map<String, String> settings = new TreeMap<>();
    for (Tuple2<String, String> setting : spark.sparkContext().getConf().getAll()) {
      settings.put(setting._1(), setting._2());
    }
    for (String name :
        new String[] {
          "spark.sql.shuffle.partitions",
          "spark.sql.session.timeZone",
          "spark.sql.streaming.multipleWatermarkPolicy",
          "spark.sql.streaming.stateStore.providerClass"
        }) {
      settings.put(name, spark.conf().get(name));
    }
    settings.put("spark.default.parallelism", "" + spark.sparkContext().defaultParallelism());
    settings.replaceAll(EffectiveSettings::masked);
    return settings;
  }

  static String masked(String name, String value) {
    return SECRET.matcher(name).find()
        ? MASK
        : SECRET_IN_VALUE
            .matcher(value)
            .replaceAll(match -> (match.group(1) == null ? match.group(2) : match.group(1)) + MASK);
  }
}
