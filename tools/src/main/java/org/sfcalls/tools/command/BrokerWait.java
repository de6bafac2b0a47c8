package org.sfcalls.tools.command;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.Patience;
import picocli.CommandLine.Option;

/** How long a command waits for a broker before it begins, and for the topics that it needs. */
public final class BrokerWait {

  @Option(
      names = "--broker-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for a broker to start.",
      defaultValue = "30s")
  private Duration limit;

  /** The option's value. */
  public Duration limit() {
    return limit;
  }

  /**
   * Waits until a broker answers, and asks for topics. The admin client asks, because a producer or
   * consumer that names a missing topic may create it with the broker's defaults.
   *
   * @param stop ends the program at once while it waits
   * @param right what the command does with the topics
   * @return how many partitions each topic has
   * @throws CommandFailure when no broker answers in time, a topic is not there, or the right is
   *     lacking
   */
  public Map<String, Integer> partitions(
      KafkaConnection kafka, StopSignal stop, AclOperation right, Collection<String> topics) {
    Map<String, AclOperation> needed = new HashMap<>();
    topics.forEach(topic -> needed.put(topic, right));
    Map<String, Integer> partitions = new HashMap<>();
    stop.whileIdle(
            () -> BrokerInquiry.ask(kafka, new Patience(), limit, broker -> broker.topics(needed)))
        .forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
    return partitions;
  }
}
