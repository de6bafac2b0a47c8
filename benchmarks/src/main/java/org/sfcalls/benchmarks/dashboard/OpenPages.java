package org.sfcalls.benchmarks.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages that are open: each is told of changes, and asks for its view again. */
final class OpenPages implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

  private final List<HttpURLConnection> connections = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();

  OpenPages(String url, int pages) {
    for (int i = 0; i < pages; i++) {
      try {
        HttpURLConnection connection =
            (HttpURLConnection) URI.create(url + "/api/events").toURL().openConnection();
        connection.setRequestProperty("Accept", "text/event-stream");
        connections.add(connection);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        Thread page = new Thread(null, () -> follow(url, lines), "page " + i, 128 * 1024);
        page.setDaemon(true);
        page.start();
        threads.add(page);
      } catch (IOException e) {
        throw new UncheckedIOException("page " + i + " can't be opened", e);
      }
    }
  }

  private void follow(String url, BufferedReader lines) {
    long shown = 0;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher version = VERSION.matcher(line);
        if (line.startsWith("data:") && version.find()) {
          events.incrementAndGet();
          if (Long.parseLong(version.group(1)) > shown) {
            shown = Long.parseLong(version.group(1));
            URI.create(url + "/api/now").toURL().openStream().readAllBytes();
            answers.incrementAndGet();
          }
        }
      }
    } catch (IOException e) {
      // The connection was closed, which is how a page ends.
      return;
    }
  }

  long events() {
    return events.get();
  }

  long answers() {
    return answers.get();
  }

  @Override
  public void close() {
    connections.forEach(HttpURLConnection::disconnect);
  }
}
