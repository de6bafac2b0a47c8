package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sfcalls.e2e.fixtures.Servers.TOPICS;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.WindowSpec;

/** The dashboard against a real broker and a real registry, which come and go. */
@Tag("failure")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DashboardIT {
  private static final String NOON = "2018-06-01T19:00:00Z";

  @TempDir static Path serverFolder;

  private static Servers servers;

  @TempDir Path folder;

  private FollowedTopics topics;

  @BeforeAll
  static void startServers() throws Exception {
    servers = new Servers(serverFolder, Map.of()).start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    servers.createTopics(TOPICS, 3);
    topics = new FollowedTopics(servers.bootstrap(), servers.registryUrl());
  }

  @AfterEach
  void deleteTopics() throws Exception {
    topics.close();
    servers.deleteTopics(TOPICS);
  }

  private DashboardProcess start(String... further) throws Exception {
    return DashboardProcess.start(
            folder,
            folder.resolve("calls.duckdb"),
            servers.bootstrap(),
            servers.registryUrl(),
            further)
        .awaitPage();
  }

  @Test
  void aCountIsToldToAnOpenPageWithinASecond() throws Exception {
    try (DashboardProcess dashboard = start()) {
      topics.counts(Instant.parse(NOON), "Passing Call", "HAN", "Handled", 1).flush();
      dashboard.awaitUpToDate();
      try (InputStream events =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(dashboard.url() + "/api/events"))
                      .header("Accept", "text/event-stream")
                      .build(),
                  HttpResponse.BodyHandlers.ofInputStream())
              .body()) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
        long version = dashboard.json("/api/status").at("/version").asLong();
        CompletableFuture<Long> told =
            CompletableFuture.supplyAsync(() -> awaitNewer(lines, version));
        long sent = System.nanoTime();
        topics.counts(Instant.parse(NOON), "Passing Call", "HAN", "Handled", 2).flush();
        told.get(20, TimeUnit.SECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - sent);
        assertThat(dashboard.json("/api/now?window=" + NOON).at("/window/calls").asLong())
            .isEqualTo(2);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  private static long awaitNewer(BufferedReader lines, long version) {
    return lines
        .lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> line.replaceAll(".*\"version\":(\\d+).*", "$1"))
        .mapToLong(Long::parseLong)
        .filter(told -> told > version)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theAccountSaysWhatBalancesAndWhatDoesNot() throws Exception {
    Instant noon = Instant.parse(NOON);
    topics
        .raw(9)
        .clean(6)
        .counts(noon, "Passing Call", "HAN", "Handled", 5)
        .late(0, 6, "2018-06-01T18:00:00Z", "Fire", "ADV")
        .late(0, 6, "2018-06-01T17:55:00Z", "Fire", "ADV")
        .ledger(Outcome.CLEAN, null, 6)
        .ledger(Outcome.REJECTED, "BAD_DATE", 1)
        .ledger(Outcome.REPEATED, null, 2)
        .rejected("BAD_DATE", "the date is none", "{\"call_date\": \"x\"}")
        .progress("2018-06-01T19:15:00Z", "2018-06-01T19:25:00Z")
        .flush();
    try (DashboardProcess dashboard = start()) {
      dashboard.awaitUpToDate();
      await()
          .untilAsserted(
              () ->
                  assertThat(dashboard.json("/api/trust").at("/balance/state").asText())
                      .isEqualTo("balanced"));
      JsonNode trust = dashboard.json("/api/trust");
      assertThat(trust.at("/account/raw").asLong()).isEqualTo(9);
      assertThat(trust.at("/account/clean").asLong()).isEqualTo(6);
      assertThat(trust.at("/account/counted").asLong()).isEqualTo(10);
      assertThat(trust.at("/account/late").asLong()).isEqualTo(2);
      assertThat(trust.at("/account/open").asLong()).isZero();
      assertThat(trust.at("/late")).hasSize(2);
      assertThat(trust.at("/rejected/0/excerpt").asText()).isEqualTo("{\"call_date\": \"x\"}");
      assertThat(trust.at("/rejected/0/from").asText()).isEqualTo("calls.raw-0@7");
      JsonNode recent = dashboard.json("/api/now?window=" + NOON);
      assertThat(recent.at("/window/final").asBoolean()).isTrue();

      // A raw record that ingest never saw: wrong once nothing has moved for half a minute.
      topics.raw(1).broken(TOPICS.counts()).flush();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(dashboard.json("/api/trust").at("/balance/state").asText())
                      .isEqualTo("unbalanced"));
      JsonNode wrong = dashboard.json("/api/trust");
      assertThat(wrong.at("/balance/message").asText())
          .contains("raw = clean + rejected + repeated", "10 expected", "9 found");
      assertThat(wrong.at("/unreadable").asLong()).isEqualTo(1);
    }
  }

  @Test
  void killedAtAnyMomentItGoesOnWithoutLossAndWithoutCountingTwice() throws Exception {
    Random random = new Random(1);
    long expected = 0;
    int letters = 0;
    for (int kill = 0; kill < 4; kill++) {
      try (DashboardProcess dashboard = start()) {
        for (int i = 0; i < 200; i++) {
          Instant window = Instant.parse(NOON).plusSeconds(600L * (200 * kill + i));
          topics.count(window, "Type " + i % 7, "HAN", "Handled", 3);
          topics.rejected("BAD_DATE", "a fault", "value " + i);
          topics.raw(2);
          expected += 3;
          letters++;
        }
        topics.clean(200).flush();
        // At the first try perhaps nothing is stored, at others a part or all of it.
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500));
        await().until(() -> System.nanoTime() >= until);
        dashboard.kill();
      }
    }
    try (DashboardProcess dashboard = start()) {
      dashboard.awaitUpToDate();
      JsonNode trust = dashboard.json("/api/trust");
      assertThat(trust.at("/account/counted").asLong()).isEqualTo(expected);
      // None of these has a key: read twice, it would count twice.
      assertThat(trust.at("/rejected_by_reason/0/found").asLong()).isEqualTo(letters);
      assertThat(trust.at("/account/raw").asLong()).isEqualTo(2L * letters);
      assertThat(trust.at("/account/clean").asLong()).isEqualTo(letters);

      dashboard.terminate();
      assertThat(dashboard.exitCode()).isEqualTo(143);
    }
    try (DashboardProcess dashboard = start("--rebuild")) {
      dashboard.awaitUpToDate();
      JsonNode trust = dashboard.json("/api/trust");
      assertThat(trust.at("/account/counted").asLong()).isEqualTo(expected);
      assertThat(trust.at("/rejected_by_reason/0/found").asLong()).isEqualTo(letters);
      assertThat(trust.at("/account/raw").asLong()).isEqualTo(2L * letters);
      assertThat(trust.at("/account/clean").asLong()).isEqualTo(letters);
    }
  }

  @Test
  void partitionsThatAreAddedAreReadAndCallsOnThemAreMissed() throws Exception {
    topics.raw(2).ledger(Outcome.REPEATED, null, 2).flush();
    try (DashboardProcess dashboard = start()) {
      dashboard.awaitUpToDate();
      try (Admin admin = servers.admin()) {
        admin.createPartitions(Map.of(TOPICS.raw(), NewPartitions.increaseTo(5))).all().get();
      }
      topics.rawOn(4, 20).flush();

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                JsonNode trust = dashboard.json("/api/trust");
                assertThat(trust.at("/account/raw").asLong()).isEqualTo(22);
                assertThat(trust.at("/balance/state").asText()).isNotEqualTo("balanced");
              });
    }
  }

  @Test
  void otherWindowsOfTheJobAreFollowed() throws Exception {
    topics.counts(Instant.parse(NOON), "Fire", "HAN", "Handled", 1);
    topics.progress(NOON, NOON).flush();
    try (DashboardProcess dashboard = start()) {
      dashboard.awaitUpToDate();
      assertThat(dashboard.json("/api/trust").at("/account/windows_per_call").asInt()).isEqualTo(2);

      Duration ten = Duration.ofMinutes(10);
      topics.progress(NOON, NOON, new WindowSpec(ten, ten, ten)).flush();
      await()
          .untilAsserted(
              () ->
                  assertThat(dashboard.json("/api/trust").at("/account/windows_per_call").asInt())
                      .isEqualTo(1));
      assertThat(dashboard.json("/api/status").at("/slide_seconds").asInt()).isEqualTo(600);
      assertThat(dashboard.output())
          .contains("calls are now counted by windows of 10m, one every 10m", "audit --repair");
    }
  }

  @Test
  void aBrokerThatGoesAwayIsToldAndFollowedAgainWhenItComesBack() throws Exception {
    topics.count(NOON, "Passing Call", "HAN", "Handled", 1).flush();
    try (DashboardProcess dashboard = start()) {
      dashboard.awaitUpToDate();
      servers.killBroker();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                JsonNode status = dashboard.json("/api/status");
                assertThat(status.at("/state").asText()).isEqualTo("broker_away");
                assertThat(status.at("/message").asText()).contains("no broker answers since");
              });
      assertThat(dashboard.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(dashboard.get("/health/live").statusCode()).isEqualTo(200);
      // What is there is shown all the while.
      assertThat(dashboard.json("/api/now?window=" + NOON).at("/window/calls").asLong())
          .isEqualTo(1);

      servers.startBroker();
      topics.count(NOON, "Passing Call", "HAN", "Handled", 4).flush();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(dashboard.json("/api/now?window=" + NOON).at("/window/calls").asLong())
                      .isEqualTo(4));
      dashboard.awaitUpToDate();
    }
  }

  @Test
  void aRegistryThatGoesAwayHoldsRecordsUpAndLosesNone() throws Exception {
    RegistryGate gate = new RegistryGate(0, servers.registryUrl(), null);
    try (DashboardProcess dashboard =
        DashboardProcess.start(
                folder, folder.resolve("calls.duckdb"), servers.bootstrap(), gate.url())
            .awaitPage()) {
      gate.close();
      topics.count(NOON, "Passing Call", "HAN", "Handled", 2).flush();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(dashboard.json("/api/status").at("/message").asText())
                      .contains("the schema registry gives no answer"));
      try (RegistryGate open = new RegistryGate(gate.port(), servers.registryUrl(), null)) {
        dashboard.awaitUpToDate();
        assertThat(dashboard.json("/api/now?window=" + NOON).at("/window/calls").asLong())
            .isEqualTo(2);
        assertThat(dashboard.json("/api/trust").at("/unreadable").asLong()).isZero();
        assertThat(open.requests()).isNotEmpty();
      }
    }
  }

  @Test
  void topicsThatWereMadeAnewAreToldWithTheRemedy() throws Exception {
    for (int i = 0; i < 50; i++) {
      topics.count(NOON, "Type " + i, "HAN", "Handled", 1);
    }
    topics.flush();
    try (DashboardProcess dashboard = start()) {
      dashboard.awaitUpToDate();
    }
    servers.deleteTopics(TOPICS);
    servers.createTopics(TOPICS, 3);
    topics.count(NOON, "Type 1", "HAN", "Handled", 9).flush();
    try (DashboardProcess dashboard =
        DashboardProcess.start(
            folder, folder.resolve("calls.duckdb"), servers.bootstrap(), servers.registryUrl())) {
      assertThat(dashboard.exitCode()).isEqualTo(1);
      assertThat(dashboard.output())
          .contains("was filled from another topic of the name calls.", "--rebuild");
    }
    try (DashboardProcess dashboard = start("--rebuild")) {
      dashboard.awaitUpToDate();
      assertThat(dashboard.json("/api/trust").at("/account/counted").asLong()).isEqualTo(9);
    }
  }

  @Test
  void withoutTheTopicsItSaysWhichAreMissing() throws Exception {
    servers.deleteTopics(TOPICS);
    try (DashboardProcess dashboard =
        DashboardProcess.start(
            folder, folder.resolve("calls.duckdb"), servers.bootstrap(), servers.registryUrl())) {
      assertThat(dashboard.exitCode()).isEqualTo(1);
      assertThat(dashboard.output()).contains("has no topic calls.counts", "topics create");
    } finally {
      servers.createTopics(TOPICS, 3);
    }
  }
}
