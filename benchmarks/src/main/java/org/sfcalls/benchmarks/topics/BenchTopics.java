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
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.CreatedTopics;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.replay.RawProducer;

/**
 * The topics of a benchmark: those that are read are filled once, the others are emptied after
 * every run, by deleting and creating them, so that each run writes to topics of the same names
 * that hold nothing, and the disk does not fill.
 */
public final class BenchTopics implements AutoCloseable {
  private static final long LOOK_MS = 5;
  private static final int REPORT_EVERY = 500_000;
  private final String bootstrap;
  private final Topics topics;
  private final Map<String, Topics.Layout> layouts;
  private final Admin admin;
  private Content input = new Content(0, 0);

  /** What a topic holds: two with the same records have the same sum of their keys' hashes. */
  private record Content(long records, long keys) {
    @Override
    public String toString() {
      return records + " calls (keys " + Long.toHexString(keys) + ")";
    }
  }

  public BenchTopics(String bootstrap, Topics topics, int partitions) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.layouts = topics.layouts(partitions);
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
  }

  /** Reads all partitions of a topic from their beginning, committed records alone. */
  public static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        TopicReader.consumer(KafkaConnection.to(bootstrap), IsolationLevel.READ_COMMITTED);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /**
   * Fills topics, all empty, with the same calls in the same order.
   *
   * @param values what each topic gets of a raw call
   */
  public void fill(Iterator<RawCall> calls, Map<String, UnaryOperator<byte[]>> values) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long sent = 0;
    long keys = 0;
    try (Producer<byte[], byte[]> producer = RawProducer.connect(KafkaConnection.to(bootstrap))) {
      while (calls.hasNext() && failure.get() == null) {
        RawCall call = calls.next();
        sent++;
        keys += Arrays.hashCode(call.key());
        values.forEach(
            (topic, value) ->
                producer.send(
                    new ProducerRecord<>(topic, call.key(), value.apply(call.value())),
                    (metadata, e) -> {
                      if (e != null) {
                        failure.compareAndSet(null, e);
                      }
                    }));
        if (sent % REPORT_EVERY == 0) {
          System.err.printf(Locale.US, "input      %,d calls sent%n", sent);
        }
      }
    }
    if (failure.get() != null) {
      throw new CommandFailure(
          "can't send the calls to the broker: " + failure.get().getMessage(), failure.get());
    }
    input = new Content(sent, keys);
  }

  /** Reads the output back, as somebody would who trusts only committed records. */
  public void requireAllCallsOnce() {
    Content clean = content(topics.clean());
    Content rejected = content(topics.rejected());
    if (!clean.equals(input) || rejected.records() != 0) {
      throw new CommandFailure(
          "the run does not count: of %s it put %s on %s and %s on %s"
              .formatted(input, clean, topics.clean(), rejected, topics.rejected()));
    }
  }

  private Content content(String topic) {
    long[] sums = new long[2];
    TopicReader.readToEnd(
        KafkaConnection.to(bootstrap),
        topic,
        () -> false,
        call -> {
          sums[0]++;
          sums[1] += Arrays.hashCode(call.key());
        },
        () -> {});
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
    input = new Content(0, 0);
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
