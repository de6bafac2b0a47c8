package org.sfcalls.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sfcalls.docker.ComposeStack.docker;
import static org.sfcalls.docker.HostCommand.sfcalls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The stack as its users start it, with two instances of ingest and two Spark workers. A start
 * takes the most of the time, so the tests share one and are in order: each goes on where the one
 * before stopped. Kafdrop, whose image may not be there, is left out.
 */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {
  private static final String[] SERVICES = {
    "kafka",
    "registry",
    "setup",
    "ingest",
    "spark-master",
    "spark-worker-1",
    "spark-worker-2",
    "analytics",
    "dashboard"
  };
  private static final int SAMPLE = 20_000;
  private static final int GENERATED = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ComposeStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = new ComposeStack();
    try {
      long begin = System.nanoTime();
      stack.run("build", "setup", "ingest", "analytics", "dashboard").succeeded();
      long built = System.nanoTime();
      up();
      awaitHealthy();
      System.out.printf(
          "images built in %d s; from up to healthy %d s%n",
          (built - begin) / 1_000_000_000, (System.nanoTime() - built) / 1_000_000_000);
    } catch (Throwable e) {
      tellLogs();
      stack.close();
      throw e;
    }
  }

  @AfterAll
  static void takeAway() {
    if (stack != null) {
      tellLogs();
      stack.close();
    }
  }

  private static void up() {
    List<String> arguments = new ArrayList<>(List.of("up", "-d", "--scale", "ingest=2"));
    arguments.addAll(List.of(SERVICES));
    stack.run(arguments.toArray(String[]::new)).succeeded();
  }

  private static void tellLogs() {
    System.out.println(stack.run("logs", "--no-color", "--tail", "40").out());
  }

  private static void awaitHealthy() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              for (String service : SERVICES) {
                if (service.equals("setup")) {
                  continue;
                }
                List<String> containers = stack.containers(service);
                assertThat(containers).as(service).hasSize(service.equals("ingest") ? 2 : 1);
                for (String container : containers) {
                  assertThat(inspect(container, "{{.State.Health.Status}}"))
                      .as(() -> service + " " + lastLines(container))
                      .isEqualTo("healthy");
                }
              }
            });
  }

  /** A container's own last words, for a failure's message. */
  private static String lastLines(String container) {
    HostCommand logs = docker("logs", "--tail", "25", container).succeeded();
    return inspect(container, "{{json .State}}") + "\n" + logs.out() + logs.err();
  }

  private static String inspect(String container, String what) {
    return docker("inspect", "--format", what, container).succeeded().out().strip();
  }

  @Test
  @Order(1)
  void setupMadeTopicsAndSubjectsAsTheProgramsNeedThem() {
    sfcalls("topics", "check", "--bootstrap", stack.bootstrap()).succeeded();
    sfcalls("schemas", "check", "--registry", stack.registry()).succeeded();
  }

  @Test
  @Order(2)
  void containersRunAsAUserThatMayWriteToVolumesAndTheTemporaryFolderAlone() {
    for (String service : SERVICES) {
      if (service.equals("setup")) {
        continue;
      }
      String container = stack.containers(service).get(0);
      assertThat(docker("exec", container, "id", "-u").succeeded().out().strip())
          .as(service)
          .isNotEqualTo("0")
          .matches("\\d+");
      assertThat(docker("exec", container, "touch", "/var/mark").err())
          .as(service)
          .contains("Read-only file system");
      docker("exec", container, "touch", "/tmp/mark").succeeded();
    }
    // Those that need no native library run nothing there.
    for (String service : List.of("registry", "spark-master")) {
      assertThat(
              docker(
                      "exec",
                      stack.containers(service).get(0),
                      "sh",
                      "-c",
                      "cp /bin/true /tmp && /tmp/true")
                  .err())
          .as(service)
          .contains("Permission denied");
    }
  }

  @Test
  @Order(2)
  void aWorkerWithoutTheSecretIsRefused() throws Exception {
    String master = stack.containers("spark-master").get(0);
    String worker =
        docker(
                "run",
                "-d",
                "--network",
                inspect(master, "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}"),
                inspect(master, "{{.Config.Image}}"),
                "worker",
                "spark://spark-master:7077")
            .succeeded()
            .out()
            .strip();
    try {
      await()
          .atMost(LIMIT)
          .until(() -> docker("logs", worker).err().contains("Expected SaslMessage"));
      JsonNode status = JSON.readTree(answer("SPARK_MASTER_PORT", "/json/"));
      assertThat(status.get("aliveworkers").asInt()).isEqualTo(2);
    } finally {
      docker("rm", "--force", "--volumes", worker).succeeded();
    }
  }

  @Test
  @Order(3)
  void theSampleGoesThroughAndTheAccountBalances() throws Exception {
    stack.run("--profile", "replay", "run", "--rm", "-T", "replay").succeeded();
    awaitRaw(SAMPLE);
    JsonNode account = awaitBalance();
    // What the same sample gives in the sandbox; its README shows the table.
    assertThat(account.at("/clean").asLong()).isEqualTo(19_970);
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode trust = JSON.readTree(answer("DASHBOARD_PORT", "/api/trust"));
              assertThat(trust.at("/balance/state").asText()).isEqualTo("balanced");
              assertThat(trust.at("/account/counted").asLong()).isEqualTo(2 * 19_970);
            });
    assertThat(answer("DASHBOARD_PORT", "/")).contains("<title>");
  }

  @Test
  @Order(4)
  void aConsumerReadsWithConfluentsDeserializer() throws Exception {
    Map<String, Integer> ids = TopicContents.cleanIds(stack.bootstrap(), stack.registry());
    assertThat(ids).hasSize(19_970);
    assertThat(ids.values()).allMatch(times -> times == 1);
    Map<String, Long> counts = TopicContents.counts(stack.bootstrap(), stack.registry());
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2 * 19_970);
    assertThat(
            sfcalls(
                    "consume",
                    "calls.counts",
                    "--from-beginning",
                    "--max",
                    "3",
                    "--bootstrap",
                    stack.bootstrap(),
                    "--registry",
                    stack.registry())
                .succeeded()
                .out()
                .lines())
        .hasSize(3);
  }

  @Test
  @Order(5)
  void everyFigureOfTheDashboardIsOneThatTheProgramsTell() throws Exception {
    String told =
        answer("ANALYTICS_PORT", "/metrics")
            + answer("DASHBOARD_PORT", "/metrics")
            + docker(
                    "exec",
                    stack.containers("ingest").get(0),
                    "curl",
                    "-s",
                    "http://127.0.0.1:8090/metrics")
                .succeeded()
                .out();
    TreeSet<String> names = new TreeSet<>();
    for (String file : List.of("grafana/dashboards/sfcalls.json", "prometheus/alerts.yml")) {
      Matcher name =
          Pattern.compile(
                  "\\b(?:sfcalls_(?:ingest|analytics|dashboard)|jvm_memory|process_start)_[a-z_]+")
              .matcher(Files.readString(ComposeFile.FOLDER.resolve(file)));
      while (name.find()) {
        names.add(name.group());
      }
    }
    assertThat(names).hasSizeGreaterThan(10);
    assertThat(names).allSatisfy(name -> assertThat(told).containsPattern("(?m)^" + name + "[{ ]"));
  }

  private static String answer(String port, String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.port(port) + path))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  @Order(6)
  void killedContainersChangeNoTotal() throws Exception {
    Process replay =
        new ProcessBuilder(
                HostCommand.sfcallsLine(
                    "replay",
                    "--generate",
                    Integer.toString(GENERATED),
                    "--seed",
                    "5",
                    // After the sample, so that they are counted and not late.
                    "--from",
                    "2018-07-01",
                    "--rate",
                    "1500",
                    // A broker that was killed is back after half a minute on a slow machine.
                    "--kafka.property",
                    "max.block.ms=120000",
                    "--bootstrap",
                    stack.bootstrap()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      awaitRaw(SAMPLE + GENERATED / 6);
      killAndStart("ingest");
      awaitRaw(SAMPLE + GENERATED / 3);
      killAndStart("spark-worker-1");
      awaitRaw(SAMPLE + GENERATED / 2);
      killAndStart("kafka");
      assertThat(replay.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(replay.exitValue()).isZero();
    } finally {
      replay.descendants().forEach(ProcessHandle::destroyForcibly);
      replay.destroyForcibly();
    }
    awaitRaw(SAMPLE + GENERATED);
    JsonNode account = awaitBalance();
    assertThat(account.at("/clean").asLong()).isEqualTo(19_970 + GENERATED);
  }

  /** As a power cut: SIGKILL, and up again. */
  private static void killAndStart(String service) {
    String container = stack.containers(service).get(0);
    docker("kill", container).succeeded();
    assertThat(inspect(container, "{{.State.ExitCode}}")).isEqualTo("137");
    docker("start", container).succeeded();
  }

  @Test
  @Order(7)
  void sigtermReachesTheProgramsAndDockerStartsThemAgain() {
    Map<String, String> before = new LinkedHashMap<>();
    for (String service : List.of("ingest", "analytics")) {
      String container = stack.containers(service).get(0);
      before.put(container, inspect(container, "{{.RestartCount}}"));
      docker("exec", container, "bash", "-c", "kill -TERM 1").succeeded();
    }
    before.forEach(
        (container, count) ->
            await()
                .atMost(LIMIT)
                .untilAsserted(
                    () -> {
                      assertThat(inspect(container, "{{.RestartCount}}")).isNotEqualTo(count);
                      assertThat(inspect(container, "{{.State.Health.Status}}"))
                          .as(() -> lastLines(container))
                          .isEqualTo("healthy");
                    }));
  }

  @Test
  @Order(8)
  void downAndUpAgainKeepsEverything() throws Exception {
    Map<String, Long> counts = TopicContents.counts(stack.bootstrap(), stack.registry());
    stack.run("down").succeeded();
    up();
    awaitHealthy();
    assertThat(TopicContents.counts(stack.bootstrap(), stack.registry())).isEqualTo(counts);
    assertThat(awaitBalance().at("/raw").asLong()).isEqualTo(SAMPLE + GENERATED);
    // It goes on, too. Calls of more than seven days before the newest are not known any more.
    stack.run("--profile", "replay", "run", "--rm", "-T", "replay").succeeded();
    awaitRaw(2 * SAMPLE + GENERATED);
    assertThat(awaitBalance().at("/raw").asLong()).isEqualTo(2 * SAMPLE + GENERATED);
    audit();
  }

  private static void awaitRaw(long records) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> CommittedOffsets.records(stack.bootstrap(), "calls.raw") >= records);
  }

  private static JsonNode awaitBalance() throws Exception {
    HostCommand[] last = new HostCommand[1];
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              last[0] =
                  sfcalls(
                      "account",
                      "--json",
                      "--bootstrap",
                      stack.bootstrap(),
                      "--registry",
                      stack.registry());
              assertThat(last[0].exitCode())
                  .as(() -> last[0] + "\n" + lastLines(stack.containers("analytics").get(0)))
                  .isZero();
            });
    return JSON.readTree(last[0].out());
  }

  /**
   * Once, at the end: it recomputes every total from all calls. What the kills might have made
   * wrong is still there, since no later call falls into the same windows.
   */
  private static void audit() {
    HostCommand audit =
        stack.run(
            "run", "--rm", "-T", "--no-deps", "-e", "SPARK_MASTER=local[1]", "analytics", "audit");
    assertThat(audit.exitCode()).as(audit.toString()).isZero();
  }
}
