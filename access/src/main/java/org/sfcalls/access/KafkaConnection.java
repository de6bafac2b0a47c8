package org.sfcalls.access;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to reach a Kafka cluster: the user's client settings, which win over a program's own.
 *
 * @param bootstrap brokers to begin with, {@code host:port} separated by commas
 * @param properties any settings of Kafka's clients by their names; may hold secrets
 */
public record KafkaConnection(String bootstrap, Map<String, String> properties) {

  /**
   * @throws IllegalArgumentException when the address is empty
   */
  public KafkaConnection {
    properties = Map.copyOf(properties);
    if (bootstrap.isBlank()) {
      throw new IllegalArgumentException("--bootstrap is empty, host:port is needed");
    }
  }

  /** A cluster that needs nothing but its address. */
  public static KafkaConnection to(String bootstrap) {
    return new KafkaConnection(bootstrap, Map.of());
  }

  /** The settings for a client: {@code own}, then the user's, then the address. */
  public Map<String, Object> settings(Map<String, Object> own) {
    Map<String, Object> all = new HashMap<>(own);
    all.putAll(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    return all;
  }

  /**
   * The same with a prefix before each name, as the options of a connector are named.
   *
   * @param prefix such as {@code kafka.}
   * @param own names without the prefix
   */
  public Map<String, String> options(String prefix, Map<String, String> own) {
    Map<String, String> all = new HashMap<>();
    settings(Map.copyOf(own)).forEach((name, value) -> all.put(prefix + name, value.toString()));
    return all;
  }

  /** The address and the names of the settings, without their values, which may be secret. */
  @Override
  public String toString() {
    return bootstrap + " " + properties.keySet();
  }
}
