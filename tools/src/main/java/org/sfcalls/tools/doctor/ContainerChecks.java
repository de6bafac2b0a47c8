package org.sfcalls.tools.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the stack in containers needs; nothing else does. */
final class ContainerChecks {
  private static final int LIMIT_SECONDS = 20;

  /** Conditions of {@code depends_on} and profiles, which the stack uses. */
  private static final String COMPOSE_NEEDED = "Compose v2 or docker-compose 1.29";

  private static final Pattern VERSION = Pattern.compile("v?([0-9]{1,4})\\.([0-9]{1,4})");

  private ContainerChecks() {}

  static List<Finding> run() {
    return List.of(docker(), compose());
  }

  private static Finding docker() {
    Optional<String> server = answer("docker", "version", "--format", "{{.Server.Version}}");
    if (server.isPresent()) {
      return Finding.ok("Docker", "engine " + server.get());
    }
    return Finding.note(
        "Docker",
        answer("docker", "--version").isPresent() ? "no engine answers" : "not installed",
        "only the stack in containers needs it: install it, start it, and join the group docker");
  }

  private static Finding compose() {
    Optional<String> second = answer("docker", "compose", "version", "--short");
    if (second.isPresent()) {
      return Finding.ok("Compose", second.get());
    }
    Optional<String> first = answer("docker-compose", "version", "--short");
    if (first.isEmpty()) {
      return Finding.note(
          "Compose", "not installed", "only the stack in containers needs it: " + COMPOSE_NEEDED);
    }
    return isOld(first.get())
        ? Finding.wrong("Compose", first.get(), COMPOSE_NEEDED + " is needed")
        : Finding.ok("Compose", first.get());
  }

  /** Whether this is a version before 1.29; a version without numbers is a build of its own. */
  static boolean isOld(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.lookingAt()) {
      return false;
    }
    int major = Integer.parseInt(numbers.group(1));
    return major < 1 || (major == 1 && Integer.parseInt(numbers.group(2)) < 29);
  }

  /** What a command says; empty where there is none, or it fails. */
  private static Optional<String> answer(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return process.exitValue() == 0 && !text.isEmpty()
          ? Optional.of(text.lines().findFirst().orElseThrow())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
