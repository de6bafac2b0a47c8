package org.sfcalls.sandbox.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: starts the stack and keeps it until it is told to end. */
@Command(
    name = "up",
    description = {
      "Starts broker, schema registry, ingest, analytics and the dashboard, and stays until Ctrl-C.",
      "Goes on where it stopped the last time, unless --fresh is given."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls up                          # in one terminal",
      "  ./sfcalls replay --bootstrap 127.0.0.1:9092 --input data/sample-calls.ndjson.gz --speed 600",
      "  ./sfcalls account                     # in another",
      "  ./sfcalls up --servers-only --fresh   # only broker, registry, topics and schemas",
      "  ./sfcalls up --fresh --settings tiers.properties"
    })
final class UpCommand implements Callable<Integer> {

  private final PrintStream out;

  @Mixin private StackOptions options;

  @Mixin private TopicOptions topicOptions;

  @Option(
      names = "--servers-only",
      description = "Without ingest, analytics and the page: broker, registry, topics and schemas")
  private boolean serversOnly;

  UpCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    Installation installation = Installation.current();
    StackSettings settings = options.kept(installation);
    // A port that is taken is told before anything is started.
    int dashboardPort = serversOnly ? 0 : options.dashboardPort();
    options.tell(settings.tiers(), out::println);
    try (Stack stack =
        serversOnly
            ? Stack.start(installation, settings, topicOptions.topics(), out::println)
            : Stack.startAll(installation, settings, topicOptions.topics(), out::println)) {
      if (!serversOnly) {
        stack.startDashboard(dashboardPort);
      }
      out.println("Up. Ctrl-C stops everything.");
      return stack.stayUp();
    }
  }
}
