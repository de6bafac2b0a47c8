package org.sfcalls.sandbox.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.RetriableException;
import org.sfcalls.access.CreatedTopics;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.process.ChildProcess;
import org.sfcalls.sandbox.process.MachineFault;
import org.sfcalls.sandbox.process.Supervisor;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;

/**
 * A running pipeline on one machine: broker, schema registry, topics and schemas, and the tiers on
 * top. Everything listens on the loopback address only and ends with {@link #close()}, or with the
 * launcher.
 */
public final class Stack implements AutoCloseable {

  /**
   * What ingest's JVM gets beside what all get: a first heap that its live objects and a second's
   * garbage fit in. From a smaller one the heap grows whenever its policy says so, for as long as
   * tens of millions of calls.
   */
  public static final List<String> INGEST_JAVA_OPTIONS = List.of("-Xms128m");

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

  /** How long a broker that is up may take to answer, at least. */
  private static final long ANSWER_MS = 30_000;

  private final Installation installation;
  private final StackSettings settings;
  private final Topics topics;
  private final DataFolder folder;
  private final Supervisor supervisor;
  private final Programs programs;
  private final Consumer<String> status;

  private Stack(
      Installation installation,
      StackSettings settings,
      Topics topics,
      DataFolder folder,
      Supervisor supervisor,
      Consumer<String> status) {
    this.installation = installation;
    this.settings = settings;
    this.topics = topics;
    this.folder = folder;
    this.supervisor = supervisor;
    this.programs = new Programs(installation, folder, settings, topics);
    this.status = status;
  }

  /**
   * Starts broker and registry, waits until both answer, creates the topics and registers the
   * schemas. What is there from an earlier start is left as it is.
   *
   * @param status takes one line for each thing that is started
   * @throws SandboxException when anything is missing, taken or does not start
   */
  public static Stack start(
      Installation installation, StackSettings wanted, Topics topics, Consumer<String> status) {
    return start(installation, wanted, topics, status, false);
  }

  /**
   * The same, with ingest and analytics. They are started with the servers, whose start they wait
   * for, so that all programs use the wait to load and set up what they need themselves.
   */
  public static Stack startAll(
      Installation installation, StackSettings wanted, Topics topics, Consumer<String> status) {
    return start(installation, wanted, topics, status, true);
  }

  private static Stack start(
      Installation installation,
      StackSettings wanted,
      Topics topics,
      Consumer<String> status,
      boolean tiers) {
    installation.check();
    StackSettings settings = wanted.settled();
    DataFolder folder = DataFolder.open(settings.folder(), settings.fresh());
    // A line of its own: the status line or the terminal's ^C may stand before it.
    Supervisor supervisor = new Supervisor(() -> status.accept("\nStopping."), status);
    supervisor.afterSignal(
        () ->
            status.accept(
                "Stopped: all programs have ended; data and logs are in " + folder.path()));
    Stack stack = new Stack(installation, settings, topics, folder, supervisor, status);
    try {
      stack.startServers(tiers);
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void startServers(boolean tiers) {
    status.accept("data       " + folder.path() + " (logs in " + folder.path() + "/logs)");
    ChildProcess registry = supervisor.startService(programs.registry());
    ChildProcess broker = supervisor.startService(programs.broker());
    if (tiers) {
      startTiers();
    }
    Admin admin = Admin.create(adminSettings());
    try {
      awaitStart("the broker answers at " + bootstrap(), broker, () -> brokerAnswers(admin));
      status.accept(
          line("broker", "Kafka " + installation.kafkaVersion(), bootstrap(), broker.pid()));
      createTopics(admin, broker);
    } finally {
      // Closed in the usual way, it waits for the answers of a broker that was killed.
      admin.close(Duration.ZERO);
    }
    HttpClient http = HttpClient.newHttpClient();
    awaitStart(
        "the schema registry answers at " + registryUrl(),
        registry,
        () -> answers(http, registryUrl() + "/subjects"));
    registerContracts();
    status.accept(
        line(
            "registry",
            "Apicurio Registry " + installation.registryVersion(),
            registryUrl(),
            registry.pid()));
  }

  private void awaitStart(String what, ChildProcess program, BooleanSupplier condition) {
    supervisor.await(what, settings.startTimeout(), adviceOnStart(program.name()), condition);
  }

  /** What to do when a program of this name has not come up in time. */
  public String adviceOnStart(String program) {
    return "Its log, "
        + log(program)
        + ", may say why; if it only needs longer, start again with a longer --start-timeout, such"
        + " as "
        + settings.startTimeout().multipliedBy(5).toSeconds()
        + "s"
        + becauseDiskIsFull();
  }

  private String becauseDiskIsFull() {
    return MachineFault.fullDisk(folder.path()).map(full -> "\nThe reason: " + full).orElse("");
  }

  /** How long each program may take to answer after its start. */
  public Duration startTimeout() {
    return settings.startTimeout();
  }

  private void registerContracts() {
    try {
      new Registry(registryUrl()).register(topics.subjects());
    } catch (RegistryException e) {
      throw SandboxException.failed(
          e.getMessage()
              + ". If another version of this program filled "
              + folder.path()
              + ", that one can go on with it, or --fresh empties it",
          e);
    }
  }

  /** Starts ingest and analytics; both run until the stack is closed, and again if they end. */
  public void startTiers() {
    ChildProcess ingest = supervisor.startAgainIfItEnds(programs.ingest());
    status.accept(line("ingest", "Kafka Streams", "", ingest.pid()));
    ChildProcess analytics = supervisor.startAgainIfItEnds(programs.analytics());
    status.accept(line("analytics", "Spark " + installation.sparkVersion(), "", analytics.pid()));
  }

  /**
   * Starts the dashboard, which runs until the stack is closed, and waits until it answers.
   *
   * @param port where it serves the page, above 0
   * @return the page's address
   */
  public String startDashboard(int port) {
    String url = "http://127.0.0.1:" + port;
    ChildProcess dashboard = supervisor.startAgainIfItEnds(programs.dashboard(port));
    HttpClient http = HttpClient.newHttpClient();
    awaitStart(
        "the dashboard answers at " + url, dashboard, () -> answers(http, url + "/health/live"));
    status.accept(line("dashboard", url, "", dashboard.pid()));
    return url;
  }

  /**
   * Starts a replay; it ends by itself.
   *
   * @param arguments replay's own, without the broker's address
   */
  public ChildProcess startReplay(List<String> arguments) {
    ChildProcess replay = supervisor.startTask(programs.replay(arguments));
    status.accept(line("replay", String.join(" ", arguments), "", replay.pid()));
    return replay;
  }

  /** What the account said, and whether it balances and most calls got through. */
  public record AccountResult(boolean good, String text) {}

  /**
   * Begins to read the topics back and to compute the account, in a program of its own.
   *
   * @param json as one JSON object instead of tables
   * @return waits for the result; throws {@link SandboxException} when the topics can't be read
   */
  public Supplier<AccountResult> startAccount(boolean json) {
    Path result = programs.accountResult();
    IntSupplier end = supervisor.startRun(programs.account(json, result), Set.of(0, 1));
    return () -> accountResult(end.getAsInt(), result);
  }

  private AccountResult accountResult(int exitCode, Path result) {
    try {
      String text = Files.readString(result);
      if (text.isBlank()) {
        throw SandboxException.failed(
            "the account could not be read; the reason is above" + becauseDiskIsFull());
      }
      return new AccountResult(exitCode == 0, text.stripTrailing());
    } catch (IOException e) {
      throw SandboxException.failed("can't read " + result + ": " + e.getMessage(), e);
    }
  }

  /** Where clients reach the broker. */
  public String bootstrap() {
    return settings.bootstrap();
  }

  /** Base address of the registry's Confluent-compatible API. */
  public String registryUrl() {
    return settings.registryUrl();
  }

  /** Names of the stack's topics. */
  public Topics topics() {
    return topics;
  }

  /** What the programs run under. */
  public Supervisor supervisor() {
    return supervisor;
  }

  /** The log of the program with this name. */
  public Path log(String program) {
    return folder.log(program);
  }

  /**
   * Stays until the launcher is asked to end; never returns otherwise than by throwing.
   *
   * @throws SandboxException when a program ends that should not, or a topic was deleted
   */
  public int stayUp() {
    try (TopicWatch watch =
        TopicWatch.of(bootstrap(), topics.layouts(settings.partitions()).keySet())) {
      while (true) {
        supervisor.pause(BETWEEN_LOOKS);
        watch.requireTheSame(folder.path());
      }
    }
  }

  /**
   * Has {@link #close()} end the programs at once: the next run empties the folder. Those that
   * write an archive of their classes are stopped in order.
   */
  public void discard() {
    supervisor.endAtOnce();
  }

  /** Stops everything, the servers last, and unlocks the folder. */
  @Override
  public void close() {
    supervisor.close();
    folder.close();
  }

  private static String line(String component, String version, String address, long pid) {
    return String.format("%-10s %s  pid %d", component, (version + "  " + address).strip(), pid);
  }

  private Map<String, Object> adminSettings() {
    int patience = (int) Math.max(ANSWER_MS, settings.startTimeout().toMillis());
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap(),
        // The broker comes up any moment: ask often.
        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        100,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        patience,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        patience);
  }

  private static boolean brokerAnswers(Admin admin) {
    try {
      return !admin.describeCluster().nodes().get(500, TimeUnit.MILLISECONDS).isEmpty();
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw SandboxException.failed("the broker does not answer: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SandboxException.failed("interrupted", e);
    }
  }

  private static boolean answers(HttpClient http, String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Not listening yet, or not answering in time.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SandboxException.failed("interrupted", e);
    }
  }

  private void createTopics(Admin admin, ChildProcess broker) {
    Map<String, Topics.Layout> layouts = topics.layouts(settings.partitions());
    try {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      List<String> existing = new ArrayList<>();
      layouts.forEach(
          (name, layout) -> {
            if (present.contains(name)) {
              existing.add(name);
            } else {
              missing.add(
                  new NewTopic(name, layout.partitions(), (short) 1).configs(layout.settings()));
            }
          });
      admin.createTopics(missing).all().get();
      awaitStart("the new topics take records", broker, () -> takeRecords(admin, missing));
      for (TopicDescription topic : admin.describeTopics(existing).allTopicNames().get().values()) {
        int found = topic.partitions().size();
        int expected = layouts.get(topic.name()).partitions();
        if (found != expected) {
          throw SandboxException.failed(
              "topic %s in %s has %d partitions, not %d: take --partitions %d, or empty the folder with --fresh"
                  .formatted(topic.name(), folder.path(), found, expected, found));
        }
      }
      status.accept(
          "topics     %d created, %d there already; %d partitions"
              .formatted(missing.size(), existing.size(), settings.partitions()));
      if (!missing.isEmpty() && !existing.isEmpty()) {
        status.accept(
            "           new and empty: "
                + missing.stream().map(NewTopic::name).sorted().collect(Collectors.joining(", "))
                + ". If one was deleted, its records are lost: --fresh starts over");
      }
    } catch (ExecutionException e) {
      throw SandboxException.failed(
          "can't create the topics: " + e.getCause().getMessage() + ". " + adviceOnStart("broker"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SandboxException.failed("interrupted", e);
    }
  }

  private boolean takeRecords(Admin admin, List<NewTopic> topics) {
    try {
      return CreatedTopics.takeRecords(admin, topics);
    } catch (ExecutionException e) {
      throw SandboxException.failed(
          "the broker does not show its new topics: "
              + e.getCause().getMessage()
              + ". "
              + adviceOnStart("broker"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SandboxException.failed("interrupted", e);
    }
  }
}
