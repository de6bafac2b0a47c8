package org.sfcalls.access;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of every command that speaks to Kafka. */
public final class KafkaOptions {
  private static final String ENVIRONMENT = "SFCALLS_KAFKA_";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      defaultValue = "${env:SFCALLS_BOOTSTRAP:-" + LocalInstallation.BOOTSTRAP + "}",
      paramLabel = "HOST:PORT",
      description = "Addresses of Kafka brokers (environment: SFCALLS_BOOTSTRAP).")
  private String bootstrap;

  @Option(
      names = "--kafka.properties",
      paramLabel = "FILE",
      description = "Properties file with any settings of Kafka's clients, for example for TLS.")
  private Path file;

  @Option(
      names = "--kafka.property",
      paramLabel = "NAME=VALUE",
      description =
          "A single setting; overrides the file, which overrides the environment"
              + " (SFCALLS_KAFKA_SECURITY_PROTOCOL is security.protocol). Other users can see"
              + " command lines: keep secrets in the file or the environment.")
  private Map<String, String> properties = new LinkedHashMap<>();

  /**
   * What the options and the environment say.
   *
   * @throws ParameterException when the file can't be read or the address is empty
   */
  public KafkaConnection connection() {
    try {
      Map<String, String> all =
          new ClientProperties(ENVIRONMENT, System.getenv()).with(file, properties);
      String address = all.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
      boolean given = spec.commandLine().getParseResult().hasMatchedOption("--bootstrap");
      return new KafkaConnection(address == null || given ? bootstrap : address, all);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
