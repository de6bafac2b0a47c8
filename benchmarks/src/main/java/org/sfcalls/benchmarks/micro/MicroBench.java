package org.sfcalls.benchmarks.micro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code bench micro}: what one call costs, step by step, without a broker. */
@Command(
    name = "micro",
    description =
        "Measures with JMH what a call costs, in nanoseconds and in allocated bytes: to parse and"
            + " validate, to encode, and both. Takes JMH's options; -h prints them.")
public final class MicroBench implements Callable<Integer> {
  @Unmatched private final List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> all = new ArrayList<>(List.of("-prof", "gc"));
    all.addAll(options);
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
    return 0;
  }
}
