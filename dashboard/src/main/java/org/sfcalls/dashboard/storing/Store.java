package org.sfcalls.dashboard.storing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBConnection;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.WindowSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the topics say, in one DuckDB file. Every change goes in together with the offsets that it
 * was read up to, in one transaction: after a crash at any moment the file says where to go on, and
 * no record is in it twice or not at all.
 *
 * <p>The tables, all made by this class:
 *
 * <ul>
 *   <li>{@code windows}: one row for each window and group, in about the order of time. It has no
 *       index, whose memory would be several times the whole rest: rows are found by the range of
 *       their start, which DuckDB keeps for each block of rows.
 *   <li>{@code cells}: the same calls by half hours, each call once, for ranges of months and
 *       years.
 *   <li>one for each grouping column, such as {@code types}: the texts, by the numbers that stand
 *       for them elsewhere.
 *   <li>{@code read_records}: how many records {@code calls.raw} and {@code calls.clean} have.
 *   <li>{@code late}, {@code dead_letters} (counts), {@code rejected} (the newest), {@code
 *       undecodable}, {@code unreadable}, {@code ledger}, {@code batches}, {@code positions},
 *       {@code facts}.
 * </ul>
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /** Length of a cell, seconds: every time zone of today but four is a multiple of it from UTC. */
  public static final int CELL_SECONDS = 1800;

  /** Name of the fact: size/slide/watermark delay in milliseconds, and the grouping. */
  private static final String COUNTED_BY = "counted_by";

  /** Of another layout of the tables: such a file is made anew from the topics. */
  private static final String LAYOUT = "3";

  /** What all queries together may take beside DuckDB's own bookkeeping. */
  private static final String MEMORY = "128MB";

  /** Queries at once; more would share the same cores. */
  private static final int READERS = 3;

  private static final List<String> TABLES =
      List.of(
          "facts(name VARCHAR PRIMARY KEY, value VARCHAR)",
          "positions(topic VARCHAR, partition INTEGER, next_offset BIGINT, PRIMARY KEY (topic, partition))",
          "windows(start BIGINT, seconds INTEGER, " + GroupSql.NUMBERS + ", calls BIGINT)",
          "cells(cell INTEGER, " + GroupSql.NUMBERS + ", calls BIGINT)",
          "late(partition INTEGER, place BIGINT, start BIGINT, seconds INTEGER, "
              + GroupSql.NUMBERS
              + ", watermark_ms BIGINT, written_ms BIGINT)",
          "read_records(source VARCHAR PRIMARY KEY, records BIGINT)",
          "dead_letters(source VARCHAR, reason VARCHAR, calls BIGINT, PRIMARY KEY (source, reason))",
          "rejected(partition INTEGER, place BIGINT, written_ms BIGINT, source VARCHAR, source_place VARCHAR, reason VARCHAR, field VARCHAR, message VARCHAR, excerpt VARCHAR)",
          "undecodable(source_place VARCHAR PRIMARY KEY, reason VARCHAR)",
          "unreadable(topic VARCHAR, partition INTEGER, place BIGINT, message VARCHAR, PRIMARY KEY (topic, partition, place))",
          "ledger(partition INTEGER, outcome VARCHAR, reason VARCHAR, calls BIGINT, PRIMARY KEY (partition, outcome, reason))",
          "batches(query VARCHAR, batch BIGINT, finished_ms BIGINT, duration_ms BIGINT, calls BIGINT, late_pairs BIGINT, lag BIGINT, watermark_ms BIGINT, newest_event_ms BIGINT, PRIMARY KEY (query, batch))");

  private static final List<String> STAGED =
      List.of(
          "windows",
          "late",
          "rejected",
          "dead_letters",
          "read_records",
          "undecodable",
          "unreadable",
          "ledger",
          "batches");

  private final Path file;
  private DuckDBConnection writer;
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
  private final Names names = new Names();
  private volatile boolean closed;
  private volatile long version;
  private volatile CountedBy countedBy;

  /** Whether any progress said what calls are counted by. */
  private boolean told;

  private Store(Path file, DuckDBConnection writer) throws SQLException {
    this.file = file;
    this.writer = writer;
    for (int i = 0; i < READERS; i++) {
      readers.add(writer.duplicate());
    }
  }

  /**
   * Opens the file, and makes it where it is missing.
   *
   * @param rebuild whether to begin with an empty file
   * @throws CommandFailure when another program has it, it is damaged or of another layout, or
   *     can't be written
   */
  public static Store open(Path file, boolean rebuild) {
    Path path = file.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path.getParent());
      if (rebuild) {
        requireNoOtherProgram(path);
        Files.deleteIfExists(path);
        Files.deleteIfExists(Path.of(path + ".wal"));
      }
      Store store = new Store(path, connect(path));
      try {
        prepare(store.writer);
        store.claim("layout", LAYOUT, "was made by another version of this program");
        store.names.reload(store.writer);
        store.version = store.fact("version").map(Long::parseLong).orElse(0L);
        Optional<CountedBy> told = store.fact(COUNTED_BY).map(Store::parsed);
        store.countedBy = told.orElse(CountedBy.DEFAULT);
        store.told = told.isPresent();
        return store;
      } catch (SQLException | RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new CommandFailure(
          "can't open the dashboard's file "
              + path
              + " ("
              + firstLine(e)
              + (isLocked(e)
                  ? "): end the other program that has it, or name another with --file"
                  : "): if it is damaged, --rebuild makes it anew from the topics; or name another"
                      + " with --file"),
          e);
    } catch (IOException e) {
      throw new CommandFailure("can't make " + path + " (" + e + "): name another with --file", e);
    }
  }

  /** DuckDB's lock tells whether another program has the file; one that is damaged may go. */
  private static void requireNoOtherProgram(Path path) throws SQLException {
    try {
      connect(path).close();
    } catch (SQLException e) {
      if (isLocked(e)) {
        throw e;
      }
      LOG.warn("{} can't be read and is made anew ({})", path, firstLine(e));
    }
  }

  private static boolean isLocked(SQLException e) {
    return firstLine(e).toLowerCase(Locale.ROOT).matches(".*\\b(conflicting|set) lock\\b.*");
  }

  private static DuckDBConnection connect(Path path) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("threads", "2");
    settings.setProperty("preserve_insertion_order", "false");
    // Nothing but this file is ever read, whatever a statement says.
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return (DuckDBConnection)
        DriverManager.getConnection("jdbc:duckdb:" + nameForDriver(path), settings);
  }

  /** The driver ends the file's name at a semicolon, and would write another file. */
  private static String nameForDriver(Path path) {
    String name = path.toString();
    if (name.contains(";")) {
      // The semicolon may be in the path to the working directory.
      name = Path.of("").toAbsolutePath().relativize(path).toString();
    }
    if (name.contains(";")) {
      throw new CommandFailure(
          "the dashboard's file "
              + path
              + " has a semicolon in its path: name another with --file");
    }
    return name;
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("CREATE TABLE IF NOT EXISTS " + table);
      }
      for (String table : GroupSql.tablesOfNames()) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS "
                + table
                + "(id INTEGER PRIMARY KEY, name VARCHAR, description VARCHAR)");
        Staging.prepare(statement, table);
      }
      for (String table : STAGED) {
        Staging.prepare(statement, table);
      }
    }
  }

  /** Holds the file to what it was made for. */
  private void claim(String name, String value, String otherwise) throws SQLException {
    Optional<String> found = fact(name);
    if (found.isEmpty()) {
      setFact(name, value);
    } else if (!found.get().equals(value)) {
      throw new CommandFailure(
          "the dashboard's file "
              + file
              + " "
              + otherwise
              + " ("
              + found.get()
              + ", not "
              + value
              + "): --rebuild makes it anew from the topics");
    }
  }

  /**
   * Holds the file to the topics that it was filled from: offsets mean nothing on others, though
   * they have the same names, and topics under another prefix hold other counts.
   *
   * @param ids Kafka's id of each topic, by its name
   * @throws CommandFailure when it was filled from others
   */
  public synchronized void claimTopics(Map<String, String> ids) {
    List<String> claimed =
        query(
            "SELECT substr(name, 7) FROM facts WHERE name LIKE 'topic %' ORDER BY name",
            row -> row.getString(1));
    if (!claimed.isEmpty() && claimed.stream().noneMatch(ids::containsKey)) {
      throw new CommandFailure(
          "the dashboard's file "
              + file
              + " was filled from the topics "
              + String.join(", ", claimed)
              + ": name another with --file, or --rebuild makes it anew from this prefix's topics");
    }
    try {
      for (Map.Entry<String, String> topic : ids.entrySet()) {
        claim(
            "topic " + topic.getKey(),
            topic.getValue(),
            "was filled from another topic of the name " + topic.getKey());
      }
    } catch (SQLException e) {
      throw new StoreFailure("can't write " + file, e);
    }
  }

  /** The windows that calls are counted over, as the newest progress says. */
  public WindowSpec windows() {
    return countedBy.windows();
  }

  private static CountedBy parsed(String text) {
    String[] parts = text.split("/");
    return new CountedBy(
        new WindowSpec(
            Duration.ofMillis(Long.parseLong(parts[0])),
            Duration.ofMillis(Long.parseLong(parts[1])),
            Duration.ofMillis(Long.parseLong(parts[2]))),
        List.of(parts[3].split(",")));
  }

  private static String text(CountedBy countedBy) {
    WindowSpec windows = countedBy.windows();
    return "%d/%d/%d/%s"
        .formatted(
            windows.size().toMillis(),
            windows.slide().toMillis(),
            windows.lateness().toMillis(),
            String.join(",", countedBy.grouping()));
  }

  /** Grows with every change: an equal version means equal data. */
  public long version() {
    return version;
  }

  /** The offset to go on with, for each partition that was read. */
  public Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    each(
        "SELECT topic, partition, next_offset FROM positions",
        row -> positions.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)));
    return positions;
  }

  /**
   * Puts changes and positions in, all or none.
   *
   * @param changes in the order of their partitions
   * @param positions the offset to go on with, for each partition that was read
   * @throws StoreFailure when DuckDB refuses; nothing is changed then
   */
  public synchronized void apply(List<Change> changes, Map<TopicPartition, Long> positions) {
    try {
      Optional<CountedBy> told;
      writer.setAutoCommit(false);
      try {
        told = new Changes(writer, countedBy, names).apply(changes);
        if (told.isPresent()) {
          setFact(COUNTED_BY, text(told.get()));
        }
        try (PreparedStatement position =
            writer.prepareStatement("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)")) {
          for (Map.Entry<TopicPartition, Long> entry : positions.entrySet()) {
            position.setString(1, entry.getKey().topic());
            position.setInt(2, entry.getKey().partition());
            position.setLong(3, entry.getValue());
            position.execute();
          }
        }
        setFact("version", Long.toString(version + 1));
        writer.commit();
      } catch (SQLException | RuntimeException e) {
        writer.rollback();
        names.reload(writer);
        throw e;
      } finally {
        writer.setAutoCommit(true);
      }
      told.ifPresent(this::become);
      version++;
    } catch (SQLException e) {
      throw new StoreFailure("can't write " + file, e);
    }
  }

  private void become(CountedBy newest) {
    if (!told) {
      LOG.info("calls are counted by {}", newest);
    } else if (!newest.equals(countedBy)) {
      LOG.warn(
          "calls are now counted by {}, before by {}; the totals of before are still on the topic"
              + " of counts, until './sfcalls audit --repair' sets them to zero",
          newest,
          countedBy);
    }
    countedBy = newest;
    told = true;
  }

  /** A small text that was kept under a name. */
  public Optional<String> fact(String name) {
    return query("SELECT value FROM facts WHERE name = ?", row -> row.getString(1), name).stream()
        .findFirst();
  }

  /** Keeps a small text under a name. */
  public synchronized void keep(String name, String value) {
    try {
      setFact(name, value);
    } catch (SQLException e) {
      throw new StoreFailure("can't write " + file, e);
    }
  }

  private void setFact(String name, String value) throws SQLException {
    try (PreparedStatement statement =
        writer.prepareStatement("INSERT OR REPLACE INTO facts VALUES (?, ?)")) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.execute();
    }
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  public interface RowReader<T> {
    /**
     * @throws SQLException when the row is another than was asked for
     */
    T read(ResultSet row) throws SQLException;
  }

  /**
   * The rows of a query, as of one moment. Waits while as many others run as share the cores.
   *
   * @param parameters in the order of the question marks
   * @throws StoreFailure when DuckDB refuses
   */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
    List<T> rows = new ArrayList<>();
    each(sql, row -> rows.add(reader.read(row)), parameters);
    return rows;
  }

  /** Takes a row. */
  @FunctionalInterface
  public interface RowConsumer {
    /**
     * @throws SQLException when the row is another than was asked for
     */
    void take(ResultSet row) throws SQLException;
  }

  /** Hands over each row of a query, as {@link #query} makes a list of them. */
  public void each(String sql, RowConsumer consumer, Object... parameters) {
    with(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
              statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                consumer.take(row);
              }
            }
            return null;
          }
        });
  }

  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * @throws SQLException when DuckDB refuses
     */
    T on(Connection connection) throws SQLException;
  }

  /**
   * Does work on one of the connections that are for reading.
   *
   * @throws StoreFailure when DuckDB refuses
   */
  public <T> T with(Work<T> work) {
    Connection connection = reader();
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw new StoreFailure("can't read " + file, e);
    } finally {
      readers.add(connection);
    }
  }

  private Connection reader() {
    try {
      while (true) {
        Connection connection = readers.poll(1, TimeUnit.SECONDS);
        if (connection != null) {
          return connection;
        }
        if (closed) {
          throw new IllegalStateException(file + " is closed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a connection", e);
    }
  }

  /** A file for DuckDB to write to, that nobody else uses. */
  public Path scratchFile(String ending) {
    try {
      return Files.createTempFile(file.getParent(), "download-", ending);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write beside " + file, e);
    }
  }

  /**
   * Opens the file anew, once those who read are done. DuckDB keeps something in memory for all
   * that a connection has written, about 25 bytes a row, and lets go of it only so.
   *
   * @throws StoreFailure when DuckDB refuses
   */
  public synchronized void renew() {
    try {
      for (int i = 0; i < READERS; i++) {
        readers.take().close();
      }
      writer.close();
      writer = connect(file);
      prepare(writer);
      for (int i = 0; i < READERS; i++) {
        readers.add(writer.duplicate());
      }
    } catch (SQLException e) {
      // Nobody waits for connections that do not come back.
      closed = true;
      throw new StoreFailure("can't open " + file + " anew", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening " + file + " anew", e);
    }
  }

  /** Writes everything to the file and lets go of it. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (int i = 0; i < READERS; i++) {
        // One that is busy ends its query first.
        readers.take().close();
      }
      writer.close();
    } catch (SQLException e) {
      throw new StoreFailure("can't close " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while closing " + file, e);
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
