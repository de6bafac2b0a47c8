package org.sfcalls.access;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sfcalls.schemas.Registry;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of every command that speaks to the schema registry. */
public final class RegistryOptions {
  private static final String ENVIRONMENT = "SFCALLS_REGISTRY_";

  /** The client's own minute would outlast a command's patience. */
  private static final String TIMEOUT_MS = "5000";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--registry",
      defaultValue = "${env:SFCALLS_REGISTRY:-" + LocalInstallation.REGISTRY_URL + "}",
      paramLabel = "URL",
      description = "Schema registry that speaks Confluent's API (environment: SFCALLS_REGISTRY).")
  private String url;

  @Option(
      names = "--registry.properties",
      paramLabel = "FILE",
      description = "Properties file with any settings of Confluent's registry client.")
  private Path file;

  @Option(
      names = "--registry.property",
      paramLabel = "NAME=VALUE",
      description =
          "A single setting, such as basic.auth.credentials.source=USER_INFO; overrides the file, which"
              + " overrides the environment (SFCALLS_REGISTRY_BASIC_AUTH_USER_INFO is"
              + " basic.auth.user.info).")
  private Map<String, String> properties = new LinkedHashMap<>();

  /**
   * The registry that the options and the environment name; nothing is asked yet.
   *
   * @throws ParameterException when the file can't be read or the address is none
   */
  public Registry registry() {
    return connection().open();
  }

  /**
   * How to reach that registry.
   *
   * @throws ParameterException when the file can't be read or the address is none
   */
  public RegistryConnection connection() {
    try {
      Map<String, String> all =
          new ClientProperties(ENVIRONMENT, System.getenv()).with(file, properties);
      all.putIfAbsent("http.connect.timeout.ms", TIMEOUT_MS);
      all.putIfAbsent("http.read.timeout.ms", TIMEOUT_MS);
      return new RegistryConnection(url, all);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
