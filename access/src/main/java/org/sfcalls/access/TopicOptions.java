package org.sfcalls.access;

import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of every command that speaks to the pipeline's topics. */
public final class TopicOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--topic-prefix",
      defaultValue = "${env:SFCALLS_TOPIC_PREFIX:-" + Topics.DEFAULT_PREFIX + "}",
      paramLabel = "PREFIX",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "What the names of all topics begin with, so that several environments can share a cluster"
              + " (environment: SFCALLS_TOPIC_PREFIX).")
  private String prefix;

  /**
   * The topics under that prefix.
   *
   * @throws ParameterException when topic names can't begin with it
   */
  public Topics topics() {
    try {
      return Topics.withPrefix(prefix);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--topic-prefix: " + e.getMessage(), e);
    }
  }
}
