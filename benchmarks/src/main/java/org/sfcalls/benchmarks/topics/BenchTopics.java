package org.sfcalls.benchmarks.topics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.CreatedTopics;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.replay.RawProducer;

/**
 * The topics of a benchmark: the raw one is filled once, the others are emptied after every run, by
 * deleting and creating them, so that each run writes to topics of the same names that hold
 * nothing, and the disk does not fill.
 */
public final class BenchTopics implements AutoCloseable {
  private static final long LOOK_MS = 5;
  private static final int REPORT_EVERY = 500_000;
  private final String bootstrap;
  private final Topics topics;
  private final Map<String, Topics.Layout> layouts;
  private final Admin admin;
  private Content raw = new Content(0, 0);

  /** What a topic holds. */
  private record Content(long records, long keys) {}

  public BenchTopics(String bootstrap, Topics topics, int partitions) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.layouts = topics.layouts(partitions);
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
  }

  /** Fills the raw topic, which must be empty. */
  public void fill(Iterator<RawCall> calls) {
    fill(calls, List::of);
  }

  /** Fills the raw topic and the clean one, both empty, with the same calls in the same order. */
  public void fillWithClean(Iterator<RawCall> calls, UnaryOperator<byte[]> encoder) {
    fill(
        calls,
        raw ->
            List.of(
                raw, new ProducerRecord<>(topics.clean(), raw.key(), encoder.apply(raw.value()))));
  }

  private void fill(
      Iterator<RawCall> calls,
      Function<ProducerRecord<byte[], byte[]>, List<ProducerRecord<byte[], byte[]>>> records) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long sent = 0;
    long keys = 0;
    try (Producer<byte[], byte[]> producer = RawProducer.connect(KafkaConnection.to(bootstrap))) {
      while (calls.hasNext() && failure.get() == null) {
        RawCall call = calls.next();
        sent++;
        keys += Arrays.hashCode(call.key());
        for (ProducerRecord<byte[], byte[]> record :
            records.apply(new ProducerRecord<>(topics.raw(), call.key(), call.value()))) {
          // The callback is told of the outcome; the future would say the same.
          var unused =
              producer.send(
                  record,
                  (metadata, e) -> {
                    if (e != null) {
                      failure.compareAndSet(null, e);
                    }
                  });
        }
        if (sent % REPORT_EVERY == 0) {
          System.err.printf(Locale.US, "input      %,d calls sent to %s%n", sent, topics.raw());
        }
      }
    }
    if (failure.get() != null) {
      throw new CommandFailure(
          "can't send the calls to the broker: " + failure.get().getMessage(), failure.get());
    }
    raw = new Content(sent, keys);
  }

  /** Reads the output back, as somebody would who trusts only committed records. */
  public void requireAllCallsOnce() {
    Content clean = content(topics.clean());
    Content rejected = content(topics.rejected());
    if (!clean.equals(raw) || rejected.records() != 0) {
      throw new CommandFailure(
          "the run does not count: of %d calls on %s it put %d on %s%s and %d on %s"
              .formatted(
                  raw.records(),
                  topics.raw(),
                  clean.records(),
                  topics.clean(),
                  clean.records() == raw.records() && clean.keys() != raw.keys()
                      ? " (not the same ones)"
                      : "",
                  rejected.records(),
                  topics.rejected()));
    }
  }

  private Content content(String topic) {
    long[] sums = new long[2];
    WholeTopic.read(
        bootstrap,
        topic,
        call -> {
          sums[0]++;
          sums[1] += Arrays.hashCode(call.key());
        });
    return new Content(sums[0], sums[1]);
  }

  /**
   * Bytes that a topic takes on the broker's disks, as its records are stored: compressed, with
   * what transactions add.
   */
  public long storedBytes(String topic) {
    AtomicLong bytes = new AtomicLong();
    ask(
        "ask for the size of " + topic,
        () ->
            admin
                .describeLogDirs(
                    admin.describeCluster().nodes().get().stream().map(Node::id).toList())
                .allDescriptions()
                .get()
                .values()
                .stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .forEach(replica -> bytes.addAndGet(replica.getValue().size())));
    return bytes.get();
  }

  public void forget(String applicationId) {
    List<String> stale =
        new ArrayList<>(List.of(topics.clean(), topics.rejected(), topics.ledger()));
    ask(
        "list the topics",
        () ->
            admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(applicationId))
                .forEach(stale::add));
    ask(
        "delete the consumer group",
        () -> admin.deleteConsumerGroups(List.of(applicationId)).all().get());
    renew(stale);
  }

  public void empty() {
    renew(List.of(topics.raw(), topics.clean()));
    raw = new Content(0, 0);
  }

  public void create() {
    create(layouts.keySet());
  }

  /**
   * Empties topics: deletes them, and creates again those that the pipeline knows. When it returns,
   * they take records.
   */
  public void renew(Collection<String> names) {
    ask("delete topics", () -> admin.deleteTopics(names).all().get());
    // The controller has done it, and the broker hears of it a moment later.
    ask(
        "see that topics are deleted",
        () -> {
          while (!Collections.disjoint(admin.listTopics().names().get(), names)) {
            Thread.sleep(LOOK_MS);
          }
        });
    create(names);
  }

  private void create(Collection<String> names) {
    List<NewTopic> created = new ArrayList<>();
    for (String name : names) {
      Topics.Layout layout = layouts.get(name);
      if (layout != null) {
        Map<String, String> settings = new HashMap<>(layout.settings());
        // What is deleted must be off the disk soon: the default is a minute, a few runs.
        settings.put("file.delete.delay.ms", "1000");
        created.add(new NewTopic(name, layout.partitions(), (short) 1).configs(settings));
      }
    }
    ask("create topics", () -> admin.createTopics(created).all().get());
    ask(
        "see that topics take records",
        () -> {
          while (!CreatedTopics.takeRecords(admin, created)) {
            Thread.sleep(LOOK_MS);
          }
        });
  }

  private interface Request {
    void send() throws ExecutionException, InterruptedException;
  }

  private static void ask(String what, Request request) {
    try {
      request.send();
    } catch (ExecutionException e) {
      throw new CommandFailure("can't " + what + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted; nothing is left to do", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
