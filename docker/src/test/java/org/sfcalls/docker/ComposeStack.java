package org.sfcalls.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The stack of {@code docker-compose.yml} under a name and on ports of its own, so that no other
 * one is touched.
 */
final class ComposeStack implements AutoCloseable {

  /** Pulling or building images takes the most of it. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String PROJECT = "COMPOSE_PROJECT_NAME";

  private static final List<String> PORTS =
      List.of(
          "KAFKA_PORT",
          "REGISTRY_PORT",
          "KAFDROP_PORT",
          "SPARK_MASTER_PORT",
          "SPARK_JOB_PORT",
          "ANALYTICS_PORT",
          "DASHBOARD_PORT",
          "PROMETHEUS_PORT",
          "GRAFANA_PORT");

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> compose;

  ComposeStack() throws IOException {
    environment.put(
        PROJECT, "sfcalls-it-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36));
    List<ServerSocket> held = new ArrayList<>();
    for (String port : PORTS) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      environment.put(port, Integer.toString(socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    this.compose = composeCommand();
  }

  /** Compose v2 where Docker has it, else docker-compose 1. */
  private static List<String> composeCommand() {
    List<String> second = List.of("docker", "compose");
    List<String> question = new ArrayList<>(second);
    question.add("version");
    return HostCommand.run(Map.of(), Duration.ofSeconds(30), question).exitCode() == 0
        ? second
        : List.of("docker-compose");
  }

  /** A port of this machine, by its name in {@code .env}. */
  int port(String name) {
    return Integer.parseInt(environment.get(name));
  }

  String bootstrap() {
    return "127.0.0.1:" + port("KAFKA_PORT");
  }

  String registry() {
    return "http://127.0.0.1:" + port("REGISTRY_PORT") + "/apis/ccompat/v7";
  }

  /** Another value for what {@code .env} sets. */
  void set(String name, String value) {
    environment.put(name, value);
  }

  /** Runs a command of Compose to its end. */
  HostCommand run(String... arguments) {
    List<String> command = new ArrayList<>(compose);
    for (String file : List.of("docker-compose.yml", "src/test/resources/short-lived.yml")) {
      command.addAll(List.of("-f", HostCommand.HOME.resolve("docker").resolve(file).toString()));
    }
    command.addAll(List.of(arguments));
    return HostCommand.run(environment, LIMIT, command);
  }

  /** The ids of a service's containers, from Docker itself: Compose takes a second to start. */
  List<String> containers(String service) {
    return docker(
            "ps",
            "--all",
            "--quiet",
            "--filter",
            "label=com.docker.compose.project=" + environment.get(PROJECT),
            "--filter",
            "label=com.docker.compose.service=" + service,
            "--filter",
            "label=com.docker.compose.oneoff=False")
        .succeeded()
        .out()
        .lines()
        .toList();
  }

  /** Runs a command of Docker to its end. */
  static HostCommand docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return HostCommand.run(Map.of(), LIMIT, command);
  }

  /** Takes everything away, volumes too. */
  @Override
  public void close() {
    run("--profile", "replay", "down", "--volumes", "--remove-orphans", "--timeout", "5")
        .succeeded();
  }
}
