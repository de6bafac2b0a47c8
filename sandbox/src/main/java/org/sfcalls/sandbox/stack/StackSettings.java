package org.sfcalls.sandbox.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.process.Port;

/**
 * What a stack is started with. Ports may be 0: any that is free.
 *
 * @param folder where everything it keeps lies
 * @param fresh whether to empty that folder first
 * @param kafkaPort where clients reach the broker
 * @param controllerPort where the broker reaches its controller
 * @param registryPort where clients reach the schema registry
 * @param partitions partitions of the topics that carry calls or counts
 * @param startTimeout how long each program may take to answer after its start
 * @param tiers what ingest and analytics are told beside the sandbox's own settings; of {@code
 *     partitions} that of this record counts
 * @param brief whether the stack has so little to do that compiling its code well would take longer
 *     than doing it
 */
public record StackSettings(
    Path folder,
    boolean fresh,
    int kafkaPort,
    int controllerPort,
    int registryPort,
    int partitions,
    Duration startTimeout,
    TierSettings tiers,
    boolean brief) {

  /** An idle machine of two cores needs a quarter of it. */
  public static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration LONGEST_START = Duration.ofHours(24);

  /** More partitions than this are no use on one machine. */
  static final int MOST_PARTITIONS = 64;

  public StackSettings {
    Objects.requireNonNull(tiers);
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw SandboxException.refused(
          "--partitions=" + partitions + ": a number from 1 to " + MOST_PARTITIONS + " is allowed");
    }
    if (startTimeout.isZero() || startTimeout.compareTo(LONGEST_START) > 0) {
      throw SandboxException.refused(
          "--start-timeout=" + startTimeout.toSeconds() + "s: 1ms to 24h is allowed");
    }
  }

  /** The settings of a stack whose tiers have the sandbox's own. */
  public StackSettings(
      Path folder,
      boolean fresh,
      int kafkaPort,
      int controllerPort,
      int registryPort,
      int partitions) {
    this(
        folder,
        fresh,
        kafkaPort,
        controllerPort,
        registryPort,
        partitions,
        START_TIMEOUT,
        TierSettings.EMPTY,
        false);
  }

  /** The same settings with ports that are free now, each a number above 0. */
  StackSettings settled() {
    List<Port> ports =
        Port.settle(
            List.of(
                new Port("Kafka broker", LocalInstallation.KAFKA_PORT_OPTION, kafkaPort),
                new Port(
                    "Kafka controller", LocalInstallation.CONTROLLER_PORT_OPTION, controllerPort),
                new Port("schema registry", LocalInstallation.REGISTRY_PORT_OPTION, registryPort)));
    return new StackSettings(
        folder,
        fresh,
        ports.get(0).number(),
        ports.get(1).number(),
        ports.get(2).number(),
        partitions,
        startTimeout,
        tiers,
        brief);
  }

  /** Where clients reach the broker. */
  String bootstrap() {
    return LocalInstallation.HOST + ":" + kafkaPort;
  }

  /** Base address of the registry's Confluent-compatible API. */
  String registryUrl() {
    return "http://"
        + LocalInstallation.HOST
        + ":"
        + registryPort
        + LocalInstallation.REGISTRY_PATH;
  }
}
