package org.sfcalls.sandbox.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.sandbox.stack.DataFolder;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.sandbox.stack.TierSettings;
import picocli.CommandLine.Option;

/** The options of every command that starts a stack. */
final class StackOptions {
  private static final int DEFAULT_PARTITIONS = 4;

  @Option(
      names = LocalInstallation.KAFKA_PORT_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + LocalInstallation.KAFKA_PORT,
      description = "Port of the Kafka broker; 0 takes any that is free. Default: ${DEFAULT-VALUE}")
  private int kafkaPort;

  @Option(
      names = LocalInstallation.CONTROLLER_PORT_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + LocalInstallation.CONTROLLER_PORT,
      description = "Port of the Kafka controller. Default: ${DEFAULT-VALUE}")
  private int controllerPort;

  @Option(
      names = LocalInstallation.REGISTRY_PORT_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + LocalInstallation.REGISTRY_PORT,
      description = "Port of the schema registry. Default: ${DEFAULT-VALUE}")
  private int registryPort;

  @Option(
      names = LocalInstallation.DASHBOARD_PORT_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + LocalInstallation.DASHBOARD_PORT,
      description =
          "Port of the page, where there is one; 0 takes any that is free. Default: ${DEFAULT-VALUE}")
  private int dashboardPort;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of the topics that carry calls or counts. Default: what --settings says, else "
              + DEFAULT_PARTITIONS)
  private Integer partitions;

  @Option(
      names = "--start-timeout",
      paramLabel = "TIME",
      converter = DurationOption.class,
      defaultValue = "60s",
      description =
          "How long each program may take to answer after its start, such as 90s or 5m. On a machine"
              + " with more to do than processors it may take longer, as much as the load is higher."
              + " Default: ${DEFAULT-VALUE}")
  private Duration startTimeout;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = {
        "File with settings of the tiers, a line NAME=VALUE each:",
        "  partitions, as --partitions, which wins",
        "  ingest.threads, and ingest.NAME for any of Kafka's clients' settings",
        "  analytics.max-offsets-per-trigger, analytics.trigger",
        "  spark.NAME for Spark's",
        "A stack that is kept goes on with other settings of its state only with --fresh"
      })
  private Path settings;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for data and logs. Default: .sfcalls in the project's folder")
  private Path data;

  @Option(
      names = "--fresh",
      description =
          "Empty the stack's folder first. Only a folder that the sandbox made is emptied")
  private boolean fresh;

  /**
   * The page's port, found free now.
   *
   * @throws org.sfcalls.sandbox.SandboxException when it is taken
   */
  int dashboardPort() {
    return Port.settle(
            List.of(new Port("dashboard", LocalInstallation.DASHBOARD_PORT_OPTION, dashboardPort)))
        .get(0)
        .number();
  }

  /**
   * The settings of a stack that begins with nothing every time. It has a folder of its own, so
   * that no stack which is kept is lost to it.
   *
   * @param brief whether it has little to do
   * @throws org.sfcalls.sandbox.SandboxException when there can't be a stack with them, or the file
   *     of --settings can't be read or holds what is not allowed
   */
  StackSettings scratch(Installation installation, boolean brief) {
    return settings(installation, "run", true, brief);
  }

  /**
   * The settings of a stack that goes on where it stopped, unless it is to be fresh.
   *
   * @throws org.sfcalls.sandbox.SandboxException as {@link #scratch} does
   */
  StackSettings kept(Installation installation) {
    return settings(installation, LocalInstallation.STACK, fresh, false);
  }

  private StackSettings settings(
      Installation installation, String name, boolean empty, boolean brief) {
    Path parent = data == null ? installation.defaultData() : data;
    TierSettings tiers = settings == null ? TierSettings.EMPTY : TierSettings.read(settings);
    Path folder = parent.resolve(name);
    DataFolder.requireUnused(folder);
    return new StackSettings(
        folder,
        empty,
        kafkaPort,
        controllerPort,
        registryPort,
        partitions == null ? tiers.partitions().orElse(DEFAULT_PARTITIONS) : partitions,
        startTimeout,
        tiers,
        brief);
  }

  /** Tells where the tiers' settings are from; nothing where no file was named. */
  void tell(TierSettings tiers, Consumer<String> status) {
    if (settings != null) {
      int count = tiers.byName().size();
      status.accept(
          "settings   %s (%d %s)".formatted(settings, count, count == 1 ? "setting" : "settings"));
    }
  }
}
