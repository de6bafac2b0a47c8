package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.benchmarks.profile.Profile;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/**
 * Measures applications against each other, on a real broker and registry.
 *
 * <p>Every (variant, mode) has a JVM of its own, which stays for all rounds and is idle while
 * another is measured. In one JVM for all, the code that one variant's types made slow would be
 * slow for the others; in a new JVM for each run, the first seconds of compiling would be a part of
 * every figure. A round runs each application once, in an order that begins with another one each
 * time, so that whatever else the machine does in a minute meets all alike, and a ratio compares
 * runs of the same minute. Each run has an application id and a state folder that were never used,
 * and output topics that hold nothing; its output is read back before its figure counts.
 */
final class IngestBench {

  /** Prefix of the topics. */
  static final String TOPICS = "calls";

  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private final BenchSettings settings;
  private final PrintStream status;
  private final Topics topics = Topics.withPrefix(TOPICS);
  private int runsSoFar;

  private record Application(Variant variant, Mode mode) {}

  /**
   * @param status takes lines that tell how far it is
   */
  IngestBench(BenchSettings settings, PrintStream status) {
    this.settings = settings;
    this.status = status;
  }

  /**
   * Measures; tells nothing when it was stopped by a signal.
   *
   * @throws org.sfcalls.access.CommandFailure when a run fails, or its output is not what it must
   *     be
   * @throws org.sfcalls.sandbox.SandboxException when the broker or the registry does not start
   */
  Measurements measure(Installation installation) {
    StackSettings servers =
        new StackSettings(settings.folder(), true, 0, 0, 0, settings.partitions());
    List<Result> results = new ArrayList<>();
    List<Profiled> profiles = new ArrayList<>();
    try (Stack stack = Stack.start(installation, servers, topics, status::println);
        BenchTopics benchTopics =
            new BenchTopics(stack.bootstrap(), topics, settings.partitions())) {
      try {
        for (long calls : settings.sizes()) {
          benchTopics.fill(settings.supply().calls(calls), status::println);
          status.printf(Locale.US, "input      %,d calls on %s%n", calls, topics.raw());
          try (ApplicationJvms jvms = new ApplicationJvms(stack, settings)) {
            results.addAll(rounds(calls, jvms, benchTopics));
            if (settings.profile()) {
              profiles.addAll(profiledRound(calls, jvms, benchTopics));
            }
          }
          benchTopics.empty();
        }
      } catch (RuntimeException e) {
        // A server that died is the better reason. After Ctrl-C there is none to give: the signal
        // decides the exit code.
        stack.supervisor().pause(A_MOMENT);
        if (stack.supervisor().isStopping()) {
          return Measurements.NONE;
        }
        throw e;
      }
    }
    return new Measurements(results, profiles);
  }

  private List<Application> applications() {
    List<Application> applications = new ArrayList<>();
    for (Mode mode : settings.modes()) {
      for (Variant variant : settings.variants()) {
        applications.add(new Application(variant, mode));
      }
    }
    return applications;
  }

  private List<Result> rounds(long calls, ApplicationJvms jvms, BenchTopics benchTopics) {
    List<Application> applications = applications();
    Map<Application, List<Measured>> measured = new LinkedHashMap<>();
    applications.forEach(application -> measured.put(application, new ArrayList<>()));
    for (int round = 1 - settings.warmup(); round <= settings.runs(); round++) {
      String name = round > 0 ? "round " + round + "/" + settings.runs() : "warm-up";
      for (Application application : applications) {
        Measured run = run(name, application, calls, jvms, benchTopics, Optional.empty());
        if (round > 0) {
          measured.get(application).add(run);
        }
      }
      Collections.rotate(applications, -1);
    }
    return measured.entrySet().stream()
        .map(
            entry ->
                new Result(
                    entry.getKey().variant(), entry.getKey().mode(), calls, entry.getValue()))
        .toList();
  }

  private List<Profiled> profiledRound(long calls, ApplicationJvms jvms, BenchTopics benchTopics) {
    List<Profiled> profiles = new ArrayList<>();
    for (Application application : applications()) {
      Path recording =
          settings
              .folder()
              .resolve("profiles")
              .resolve("%s-%s-%d.jfr".formatted(application.variant(), application.mode(), calls));
      Measured run = run("profile", application, calls, jvms, benchTopics, Optional.of(recording));
      try {
        profiles.add(
            new Profiled(
                application.variant(),
                application.mode(),
                calls,
                run,
                recording,
                Profile.read(recording)));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the recording " + recording + " can't be read: " + e.getMessage(), e);
      }
    }
    return profiles;
  }

  private Measured run(
      String round,
      Application application,
      long calls,
      ApplicationJvms jvms,
      BenchTopics benchTopics,
      Optional<Path> recording) {
    status.printf("%-12s  %-13s  %-8s ", round, application.mode(), application.variant());
    status.flush();
    String id = "bench-%d-%s-%s".formatted(++runsSoFar, application.variant(), application.mode());
    Measured run = jvms.of(application.variant(), application.mode()).run(id, recording);
    status.printf(
        Locale.US,
        " %,10.0f calls/s  %6.1f s  %,5d MB%n",
        run.rate(calls),
        run.seconds(),
        run.residentBytes() >> 20);
    benchTopics.requireAllCallsOnce();
    benchTopics.forget(id);
    return run;
  }
}
