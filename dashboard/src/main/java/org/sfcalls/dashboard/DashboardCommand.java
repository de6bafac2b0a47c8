package org.sfcalls.dashboard;

import static java.util.Objects.requireNonNullElseGet;
import static org.apache.kafka.common.acl.AclOperation.READ;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.access.Patience;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.dashboard.following.Follower;
import org.sfcalls.dashboard.following.Watch;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.web.Credentials;
import org.sfcalls.dashboard.web.DashboardServer;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Follows the topics and serves the page until it is told to stop. */
@Command(
    name = "dashboard",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    description = {
      "Serves a page that shows the counts live, and the proof that no call is lost: follows"
          + " calls.counts, calls.late, calls.rejected, calls.ledger and calls.progress into one"
          + " DuckDB file. Runs until it is stopped (Ctrl-C), and goes on where it stopped.",
      "With SFCALLS_DASHBOARD_USER and SFCALLS_DASHBOARD_PASSWORD in the environment it asks for"
          + " them."
    })
public final class DashboardCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardCommand.class);

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private RegistryOptions registryOptions;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Where to serve the page; port 0 takes any that is free (environment:"
              + " SFCALLS_DASHBOARD_HTTP). Beyond this machine, set a user and password and put TLS"
              + " before it.",
      defaultValue = "${env:SFCALLS_DASHBOARD_HTTP:-" + LocalInstallation.DASHBOARD_HTTP + "}")
  private String http;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "DuckDB file to keep the counts in.",
      defaultValue = LocalInstallation.DATA + "/" + LocalInstallation.DASHBOARD_FILE)
  private Path file;

  @Option(
      names = "--rebuild",
      description = "Begin with an empty file and read the topics from their beginning.")
  private boolean rebuild;

  @Option(
      names = "--ingest-group",
      paramLabel = "GROUP",
      description =
          "Consumer group that tells ingest's lag. Default: sfcalls-ingest, or PREFIX.ingest with"
              + " --topic-prefix.")
  private String ingestGroup;

  @Option(
      names = "--analytics-group",
      paramLabel = "GROUP",
      description =
          "Consumer group that tells analytics' lag. Default: sfcalls-analytics, or PREFIX.analytics"
              + " with --topic-prefix.")
  private String analyticsGroup;

  @Option(
      names = "--broker-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for a broker to start.",
      defaultValue = "60s")
  private Duration brokerWait;

  @Override
  public Integer call() throws InterruptedException {
    Topics topics = topicOptions.topics();
    KafkaConnection kafka = kafkaOptions.connection();
    RegistryConnection registry = registryOptions.connection();
    HttpAddress address;
    Credentials credentials;
    try {
      address = HttpAddress.parse(http);
      credentials = credentials();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Map<String, String> topicIds =
        BrokerInquiry.ask(kafka, new Patience(), brokerWait, broker -> topicIds(broker, topics));
    AtomicReference<DashboardServer> server = new AtomicReference<>();
    Runnable changed =
        () -> {
          DashboardServer running = server.get();
          if (running != null) {
            running.changed();
          }
        };
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  awaitQuietly(stopped);
                },
                "close"));
    try (Store store = Store.open(file, rebuild)) {
      store.claimTopics(topicIds);
      try (Watch watch =
              new Watch(
                  store,
                  topics,
                  kafka,
                  new AvroReader(registry.url(), registry.properties()),
                  new Watch.Groups(
                      requireNonNullElseGet(ingestGroup, topics::ingestGroup),
                      requireNonNullElseGet(analyticsGroup, topics::analyticsGroup)),
                  rebuild,
                  changed);
          DashboardServer running = DashboardServer.start(store, watch, address, credentials)) {
        server.set(running);
        watch.start();
        if (credentials == null && !isLoopback(address)) {
          LOG.warn(
              "the page is open to everybody who can reach {}: set SFCALLS_DASHBOARD_USER and"
                  + " SFCALLS_DASHBOARD_PASSWORD",
              address);
        }
        LOG.info("the page is at {}", running.url());
        stop.await();
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Credentials credentials() {
    String user = System.getenv().getOrDefault("SFCALLS_DASHBOARD_USER", "");
    String password = System.getenv().getOrDefault("SFCALLS_DASHBOARD_PASSWORD", "");
    return user.isEmpty() && password.isEmpty() ? null : new Credentials(user, password);
  }

  private static boolean isLoopback(HttpAddress address) {
    return address.host().equals("localhost")
        || address.host().startsWith("127.")
        || address.host().equals("[::1]");
  }

  /** The id of every topic that is followed, which must be there, with the right to read it. */
  private static Map<String, String> topicIds(BrokerInquiry broker, Topics topics)
      throws Patience.NotYet {
    Map<String, AclOperation> needed = new LinkedHashMap<>();
    Follower.topics(topics).forEach(topic -> needed.put(topic, READ));
    Map<String, String> ids = new LinkedHashMap<>();
    broker.topics(needed).forEach((name, found) -> ids.put(name, found.topicId().toString()));
    return ids;
  }
}
