package org.sfcalls.dashboard.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.dashboard.following.Watch;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.Topics;

/** The server over HTTP, with a store of its own and a watch that never asks a broker. */
class DashboardServerTest {
  private static final String HOSTILE =
      "<script>alert(\"1\")</script>\n'; DROP TABLE windows; -- \uD83D\uDE92";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @TempDir Path folder;

  private Store store;
  private Watch watch;
  private DashboardServer server;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("calls.duckdb"), false);
    watch =
        new Watch(
            store,
            Topics.withPrefix("calls"),
            KafkaConnection.to("127.0.0.1:1"),
            new AvroReader("http://127.0.0.1:1"),
            new Watch.Groups("sfcalls-ingest", "sfcalls-analytics"),
            false,
            () -> {});
    server = DashboardServer.start(store, watch, HttpAddress.parse("127.0.0.1:0"), null);
  }

  @AfterEach
  void close() {
    server.close();
    watch.close();
    store.close();
  }

  private void askFor(Credentials credentials) {
    server.close();
    server = DashboardServer.start(store, watch, HttpAddress.parse("127.0.0.1:0"), credentials);
  }

  private void fill() {
    List<Change> changes =
        new ArrayList<>(
            new CallLog()
                .call("2016-11-27T18:22:00Z", "Fire")
                .call("2016-11-27T18:23:00Z", HOSTILE, "QQ7")
                .call("2016-11-27T18:40:00Z", "Fire", "ADV")
                .changes());
    changes.add(CallLog.progress(1, "2016-11-27T18:40:00Z", "2016-11-27T18:30:00Z"));
    changes.add(CallLog.deadLetter(1, "BAD_DATE", HOSTILE));
    changes.add(CallLog.late(7, "2016-11-27T18:00:00Z", HOSTILE));
    changes.add(CallLog.raw(4));
    changes.add(CallLog.clean(3));
    changes.add(new Change.Ledger(0, "CLEAN", "", 3L));
    store.apply(changes, Map.of());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode answer(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    return json.readTree(response.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static void assertSecurityHeaders(HttpResponse<?> response) {
    Map<String, List<String>> headers = response.headers().map();
    assertThat(headers.get("content-security-policy"))
        .as("%s", response.uri())
        .singleElement()
        .asString()
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
    assertThat(headers.get("referrer-policy")).containsExactly("no-referrer");
    assertThat(headers.get("cross-origin-resource-policy")).containsExactly("same-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200",
    "/openapi.yaml, 200",
    "/page/app.css, 200",
    "/page/js/app.js, 200",
    "/vendor/uplot/uPlot.esm.js, 200",
    "/vendor/uplot/uPlot.min.css, 200",
    "/health/live, 200",
    "/health/ready, 200",
    "/metrics, 200",
    "/api/status, 200",
    "/api/now, 200",
    "/api/download?view=now, 200",
    "/api/now?zone=Mars/X, 400",
    "/api/nothing, 404",
    "/nothing, 404",
    "/page/nothing.js, 404"
  })
  void everyAnswerHasTheSecurityHeaders(String path, int status) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(status);
    assertSecurityHeaders(response);
    assertSecurityHeaders(send("HEAD", path));
    assertSecurityHeaders(send("POST", path));
  }

  @Test
  void thePageIsAtTheRoot() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).startsWithIgnoringCase("<!doctype html>").contains("/page/js/app.js");
  }

  @Test
  void whateverThePageNamesIsServed() throws Exception {
    Set<String> named = new TreeSet<>();
    for (Path file : files("page")) {
      String text = Files.readString(file);
      Matcher matcher = Pattern.compile("[\"'](/(?:page|vendor)/[^\"'?#]+)[\"']").matcher(text);
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
    }
    assertThat(named).contains("/page/js/app.js");
    for (String path : named) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
  }

  private static List<Path> files(String resource) throws Exception {
    Path root = Path.of(DashboardServer.class.getResource("/" + resource).toURI());
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void theChartsLibraryIsServedWithItsTypes() throws Exception {
    HttpResponse<String> script = get("/vendor/uplot/uPlot.esm.js");
    assertThat(script.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/javascript");
    assertThat(script.body()).contains("export");
    HttpResponse<String> style = get("/vendor/uplot/uPlot.min.css");
    assertThat(style.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
    assertThat(style.body()).contains(".uplot");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/../logback.xml",
        "/page/%2e%2e/logback.xml",
        "/page/%2e%2e%2flogback.xml",
        "/page/..%5clogback.xml",
        "/page//etc/passwd",
        "/page/../org/sfcalls/dashboard/DashboardMain.class"
      })
  void nothingButThePagesOwnFilesIsServed(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1"))
        .doesNotContain(" 200 ")
        .doesNotContain("<appender");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/now?zone=Mars/X | zone | 'Mars/X' | America/Los_Angeles",
        "/api/now?window=2016-11-27T18:21:00Z | window | '2016-11-27T18:21:00Z' | multiple of 300 s",
        "/api/now?wnidow=x | wnidow | 'x' | there are: window, zone",
        "/api/series?points=5 | points | '5' | 10 to 2000",
        "/api/series?by=hour | by | 'hour' | total, type, disposition",
        "/api/series?from=2016-11-28T00:00:00Z&to=2016-11-27T00:00:00Z | to | '2016-11-27T00:00:00Z' | after from",
        "/api/series?zone=UTC&zone=UTC | zone | 'UTC, UTC' | once",
        "/api/series?from=2000-01-01T00:00:00Z&to=2099-01-01T00:00:00Z | to | weeks | shorter range",
        "/api/unusual?hour=2016-11-27T18:10:00Z | hour | '2016-11-27T18:10:00Z' | multiple of 1800 s",
        "/api/trust?zone=Mars/X | zone | 'Mars/X' | America/Los_Angeles",
        "/api/types?limit=0 | limit | '0' | 1 to 200",
        "/api/status?q=1 | q | '1' | no such parameter",
        "/api/download?view=trust | view | 'trust' | now, series, unusual, rejected, late",
        "/api/download?format=xml | format | 'xml' | csv, parquet",
        "/api/download?view=now&hour=2016-11-27T18:00:00Z | hour | no such parameter | window"
      })
  void aBadParameterIsToldWithItsNameItsValueAndWhatIsAllowed(
      String path, String parameter, String value, String allowed) throws Exception {
    fill();
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    JsonNode body = json.readTree(response.body());
    assertThat(body.path("parameter").asText()).isEqualTo(parameter);
    assertThat(body.path("error").asText()).contains(value).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/json", "text/html"})
  void whatThereIsNotIsToldInJsonWhateverTheClientLikes(String accepted) throws Exception {
    for (String path : List.of("/nothing", "/api/nothing", "/page/nothing.js")) {
      HttpResponse<String> response = get(path, "Accept", accepted);

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(json.readTree(response.body()).path("error").asText())
          .isEqualTo("there is no " + path);
    }
  }

  @Test
  void aTypeThatNoCallHadIsNotFound() throws Exception {
    fill();
    HttpResponse<String> response = get("/api/series?type=Fier");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json.readTree(response.body()).path("parameter").asText()).isEqualTo("type");
    assertThat(json.readTree(response.body()).path("error").asText()).contains("'Fier'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void nothingButReadingIsAnswered(String method) throws Exception {
    for (String path : List.of("/", "/api/now", "/api/events", "/page/app.css", "/nothing")) {
      HttpResponse<String> response = send(method, path);

      assertThat(response.statusCode()).as(path).isEqualTo(405);
      assertThat(json.readTree(response.body()).path("error").asText()).contains("only GET");
    }
  }

  @Test
  void anEmptyStoreHasAnAnswerToEverything() throws Exception {
    assertThat(answer("/api/status").path("state").asText()).isEqualTo("waiting");
    assertThat(answer("/api/status").path("data_from").isNull()).isTrue();
    assertThat(answer("/api/status").path("window_seconds").asInt()).isEqualTo(600);
    assertThat(answer("/api/now").path("window").isNull()).isTrue();
    assertThat(answer("/api/now").path("types")).isEmpty();
    assertThat(answer("/api/series").path("series")).isEmpty();
    assertThat(answer("/api/unusual").path("hour").isNull()).isTrue();
    assertThat(answer("/api/trust").path("balance").path("state").asText()).isEqualTo("unknown");
    assertThat(answer("/api/trust").path("account").path("raw").asLong()).isZero();
    assertThat(answer("/api/types").path("types")).isEmpty();
    for (String view : List.of("now", "series", "unusual", "rejected", "late")) {
      assertThat(get("/api/download?view=" + view).statusCode()).as(view).isEqualTo(200);
    }
  }

  @Test
  void theViewsTellTheCounts() throws Exception {
    fill();

    JsonNode now = answer("/api/now?window=2016-11-27T18:20:00Z");
    assertThat(now.path("version").asLong()).isEqualTo(1);
    assertThat(now.path("window").path("calls").asLong()).isEqualTo(2);
    assertThat(now.path("window").path("final").asBoolean()).isTrue();
    assertThat(now.path("types").findValuesAsText("disposition")).contains("HAN", "QQ7");
    assertThat(answer("/api/series").path("total").asLong()).isEqualTo(3);
    assertThat(answer("/api/types?q=fir").path("types")).hasSize(1);
    JsonNode trust = answer("/api/trust");
    assertThat(trust.path("rejected").get(0).path("message").asText()).isEqualTo(HOSTILE);
    assertThat(trust.path("late").get(0).path("type").asText()).isEqualTo(HOSTILE);
    assertThat(trust.path("unlisted").get(0).path("disposition").asText()).isEqualTo("QQ7");
    assertThat(trust.path("account").path("raw").asLong()).isEqualTo(4);
    assertThat(trust.path("account").path("clean").asLong()).isEqualTo(3);
    assertThat(trust.path("account").path("late").asLong()).isEqualTo(1);
    assertThat(trust.path("checks"))
        .anySatisfy(
            check -> {
              assertThat(check.path("name").asText()).isEqualTo("ledger: all of raw");
              assertThat(check.path("expected").asLong()).isEqualTo(4);
              assertThat(check.path("found").asLong()).isEqualTo(3);
              assertThat(check.path("difference").asLong()).isEqualTo(-1);
            });
    assertThat(answer("/api/status").path("data_to").asText()).isEqualTo("2016-11-27T18:40:00Z");
  }

  @Test
  void aRangeWithoutAnyBucketIsAnAnswer() throws Exception {
    fill();

    assertThat(
            answer("/api/series?from=2016-11-27T18:21:00Z&to=2016-11-27T18:22:00Z")
                .path("total")
                .asLong())
        .isZero();
    assertThat(answer("/api/series?from=2030-01-01T00:00:00Z").path("total").asLong()).isZero();
  }

  @Test
  void aChangeOfTheDataIsInTheNextAnswer() throws Exception {
    fill();
    assertThat(answer("/api/series?type=Fire").path("total").asLong()).isEqualTo(2);
    assertThat(answer("/api/series?type=Fire").path("version").asLong()).isEqualTo(1);

    store.apply(List.of(CallLog.count("2016-11-27T18:20:00Z", "Fire", "HAN", 9L)), Map.of());
    assertThat(answer("/api/series?type=Fire").path("total").asLong()).isEqualTo(10);
    assertThat(answer("/api/series?type=Fire").path("version").asLong()).isEqualTo(2);
  }

  @Test
  void twoQuestionsThatReadAlikeHaveTheirOwnAnswers() throws Exception {
    fill();
    assertThat(answer("/api/series?disposition=HAN&type=Fire").path("total").asLong()).isEqualTo(1);

    assertThat(get("/api/series?disposition=" + encoded("HAN, type=Fire")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aHostileTypeComesOutAsDataAndCanBeAskedFor() throws Exception {
    fill();
    HttpResponse<String> response = get("/api/now?window=2016-11-27T18:20:00Z");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(response.body()).contains("alert(\\\"1\\\")", "\\n'; DROP").doesNotContain("\n");
    assertThat(json.readTree(response.body()).path("types").findValuesAsText("type"))
        .contains(HOSTILE);
    assertThat(answer("/api/series?type=" + encoded(HOSTILE)).path("total").asLong()).isEqualTo(1);
  }

  @Test
  void sqlInAParameterChangesNothing() throws Exception {
    fill();
    String sql = encoded("'; DROP TABLE windows; DELETE FROM cells; --");
    for (String path :
        List.of(
            "/api/series?type=",
            "/api/series?disposition=",
            "/api/series?points=",
            "/api/series?zone=",
            "/api/series?from=",
            "/api/now?window=",
            "/api/unusual?hour=",
            "/api/types?q=",
            "/api/types?limit=",
            "/api/download?view=series&type=",
            "/api/download?view=")) {
      HttpResponse<String> response = get(path + sql);
      assertThat(response.statusCode()).as(path).isIn(200, 400, 404);
      if (path.startsWith("/api/types?q")) {
        assertThat(response.body()).contains("\"types\":[]");
      }
    }
    assertThat(answer("/api/now?window=2016-11-27T18:20:00Z").path("window").path("calls").asLong())
        .isEqualTo(2);
    assertThat(answer("/api/types").path("types")).hasSize(2);
    assertThat(store.version()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("downloads")
  void aDownloadIsAnAttachmentAndLeavesNoFileBehind(String view, String format) throws Exception {
    fill();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(server.url() + "/api/download?view=" + view + "&format=" + format))
            .build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"sf-calls-" + view + "." + format + "\"");
    assertThat(response.headers().firstValue("Content-Type"))
        .contains(
            format.equals("csv") ? "text/csv; charset=utf-8" : "application/vnd.apache.parquet");
    String first = new String(response.body(), UTF_8).lines().findFirst().orElseThrow();
    if (format.equals("csv")) {
      assertThat(first).contains(",");
    } else {
      assertThat(Arrays.copyOf(response.body(), 4)).isEqualTo("PAR1".getBytes(US_ASCII));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("download-"));
    }
  }

  static Stream<String[]> downloads() {
    return Stream.of("now", "series", "unusual", "rejected", "late")
        .flatMap(view -> Stream.of("csv", "parquet").map(format -> new String[] {view, format}));
  }

  @Test
  void aDownloadTakesTheParametersOfItsView() throws Exception {
    fill();

    assertThat(get("/api/download?view=now&window=2016-11-27T18:20:00Z").body().lines()).hasSize(4);
    assertThat(
            get("/api/download?view=series&by=type&type=Fire&from=2016-11-27T18:00:00Z"
                    + "&to=2016-11-27T19:00:00Z")
                .body()
                .lines())
        .hasSize(13);
    assertThat(get("/api/download?view=series&type=Fier").statusCode()).isEqualTo(404);
  }

  @Test
  void withCredentialsNothingButHealthAndMetricsIsAnsweredWithoutThem() throws Exception {
    askFor(new Credentials("ops", "pass:w\u00f6rd"));
    for (String path :
        List.of(
            "/",
            "/api/now",
            "/api/events",
            "/api/download",
            "/page/js/app.js",
            "/vendor/uplot/uPlot.esm.js",
            "/openapi.yaml",
            "/metrics/",
            "/nothing")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Basic realm=");
      assertThat(json.readTree(response.body()).path("error").asText()).contains("password");
      assertSecurityHeaders(response);
      assertThat(send("HEAD", path).statusCode()).as("HEAD %s", path).isEqualTo(401);
    }
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(200);

    String right = basic("ops:pass:w\u00f6rd");
    assertThat(get("/", "Authorization", right).statusCode()).isEqualTo(200);
    assertThat(get("/api/now", "Authorization", right).statusCode()).isEqualTo(200);
    assertThat(get("/page/js/app.js", "Authorization", right).statusCode()).isEqualTo(200);
  }

  @Test
  void wrongOrMalformedCredentialsAreRefused() throws Exception {
    askFor(new Credentials("ops", "password"));
    for (String header :
        List.of(
            basic("ops:Password"),
            basic("Ops:password"),
            basic("ops:"),
            basic(":"),
            basic("ops"),
            basic(""),
            "Basic",
            "Basic !!!",
            "Bearer " + Base64.getEncoder().encodeToString("ops:password".getBytes(UTF_8)))) {
      assertThat(get("/api/now", "Authorization", header).statusCode()).as(header).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health/../api/trust",
        "/health/%2e%2e/api/trust",
        "/health/..;/api/trust",
        "/health/;/../../api/trust",
        "/health//../../api/trust",
        "//api/trust"
      })
  void noDetourLeadsAroundTheCredentials(String path) throws Exception {
    askFor(new Credentials("ops", "password"));

    assertThat(raw("GET " + path + " HTTP/1.1"))
        .doesNotStartWith("HTTP/1.1 200")
        .doesNotContain("\"balance\"");
  }

  private static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
  }

  /** The whole answer to a request line that a client of Java's would not send. */
  private String raw(String requestLine) throws IOException {
    return raw(requestLine, "Host: localhost");
  }

  private String raw(String requestLine, String header) throws IOException {
    URI address = URI.create(server.url());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              (requestLine + "\r\n" + header + "\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void credentialsMustBeWholeAndAreNotShown() {
    for (String[] pair : new String[][] {{"", "x"}, {"x", ""}, {"a:b", "x"}}) {
      assertThatThrownBy(() -> new Credentials(pair[0], pair[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SFCALLS_DASHBOARD_PASSWORD");
    }
    assertThat(new Credentials("ops", "secret")).asString().doesNotContain("secret");
  }

  @Test
  void aNameOfAnotherSiteIsNotAnswered() throws Exception {
    for (String path : List.of("/", "/api/now", "/metrics", "/health/live", "/api/events")) {
      assertThat(raw("GET " + path + " HTTP/1.1", "Host: evil.example"))
          .startsWith("HTTP/1.1 421 ")
          .contains("does not answer for 'evil.example'");
    }
    assertThat(raw("GET /health/live HTTP/1.1", "Host: 127.0.0.1:8092"))
        .doesNotStartWith("HTTP/1.1 421 ");
  }

  @Test
  void whatTheServerItselfRefusesHasTheSecurityHeaders() throws Exception {
    for (String request : List.of("GET /%zz HTTP/1.1", "GET /a%00b HTTP/1.1", "NONSENSE")) {
      assertThat(raw(request, "Host: localhost"))
          .startsWith("HTTP/1.1 4")
          .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
          .containsIgnoringCase("X-Content-Type-Options: nosniff")
          .doesNotContain("Exception");
    }
  }

  @Test
  void aPortThatIsTakenIsToldWithTheRemedy() {
    HttpAddress taken = HttpAddress.parse(server.url().substring("http://".length()));

    assertThatThrownBy(() -> DashboardServer.start(store, watch, taken, null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--http")
        .hasMessageContaining(taken.toString());
  }

  @Test
  void metricsTellHowFarThisIs() throws Exception {
    assertThat(answer("/api/now").isObject()).isTrue();

    assertThat(get("/metrics").body())
        .contains(
            "sfcalls_dashboard_records_behind 0.0",
            "sfcalls_dashboard_records_stored 0.0",
            "sfcalls_dashboard_pages 0.0",
            "sfcalls_dashboard_view_seconds_count{view=\"now\"} 1",
            "jvm_memory_used_bytes{area=\"heap\"",
            "process_start_time_seconds ");
  }

  /** A page that listens to events. */
  private final class Page implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;

    Page() throws IOException {
      URI address = URI.create(server.url());
      socket = new Socket(address.getHost(), address.getPort());
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(US_ASCII));
      reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    /** The value of the next line of this name. */
    String next(String name) throws IOException {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      throw new IOException("the events have ended");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aPageIsToldTheStatusAtConnectAndAfterAChange() throws Exception {
    try (Page page = new Page()) {
      assertThat(page.next("Content-Type")).startsWith("text/event-stream");
      assertThat(page.next("event")).isEqualTo("status");
      JsonNode first = json.readTree(page.next("data"));
      assertThat(first).isEqualTo(answer("/api/status"));
      assertThat(first.path("version").asLong()).isZero();

      fill();
      server.changed();
      assertThat(page.next("event")).isEqualTo("status");
      assertThat(json.readTree(page.next("data")).path("version").asLong()).isEqualTo(1);
    }
  }

  @Test
  void manyChangesAreFewEvents() throws Exception {
    try (Page page = new Page()) {
      assertThat(page.next("data")).contains("\"version\":0");
      Instant begin = Instant.now();
      for (int change = 1; change <= 40; change++) {
        store.apply(List.of(), Map.of());
        server.changed();
      }
      int events = 0;
      long version;
      do {
        version = json.readTree(page.next("data")).path("version").asLong();
        events++;
      } while (version < 40);
      long quarters = Duration.between(begin, Instant.now()).toMillis() / 250;
      assertThat(events).isLessThanOrEqualTo((int) quarters + 1);
    }
  }

  @Test
  void pagesThatHaveGoneAreForgotten() throws Exception {
    List<Page> pages = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        pages.add(new Page());
      }
      for (Page page : pages) {
        assertThat(page.next("event")).isEqualTo("status");
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(openPages()).isEqualTo(100));
      // All the while others are answered.
      assertThat(answer("/api/now").path("version").asLong()).isZero();
      server.changed();
      for (Page page : pages) {
        assertThat(page.next("data")).isNotNull();
        assertThat(page.next("data")).contains("\"state\":\"waiting\"");
      }
    } finally {
      for (Page page : pages) {
        page.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              server.changed();
              assertThat(openPages()).isZero();
            });
  }

  private double openPages() throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("sfcalls_dashboard_pages "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyPathOfTheApisDescriptionIsServedAndNoneIsLeftOut() throws Exception {
    JsonNode api = api();
    Set<String> described = new TreeSet<>();
    api.path("paths").fieldNames().forEachRemaining(described::add);
    assertThat(described)
        .contains(
            "/api/status",
            "/api/events",
            "/api/now",
            "/api/series",
            "/api/unusual",
            "/api/trust",
            "/api/types",
            "/api/download");
    for (String path : described) {
      assertThat(api.at("/paths/" + path.replace("/", "~1")).fieldNames())
          .toIterable()
          .containsExactly("get");
      if (path.equals("/api/events")) {
        try (Page page = new Page()) {
          assertThat(page.next("event")).isEqualTo("status");
        }
      } else {
        assertThat(get(path).statusCode()).as(path).isEqualTo(200);
      }
    }
    // What the page asks for is described.
    for (Path file : files("page")) {
      Matcher matcher = Pattern.compile("/api/\\w+").matcher(Files.readString(file));
      while (matcher.find()) {
        assertThat(described).contains(matcher.group());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/status",
        "/api/now",
        "/api/series",
        "/api/unusual",
        "/api/trust",
        "/api/types"
      })
  void anOperationsParametersAreThoseThatTheServerTakes(String path) throws Exception {
    assertThat(parametersOf(path)).isEqualTo(takenBy(path + "?"));
  }

  @Test
  void aDownloadsParametersAreThoseOfAllViewsTogether() throws Exception {
    Set<String> taken = new TreeSet<>();
    for (String view : List.of("now", "series", "unusual", "rejected", "late")) {
      taken.addAll(takenBy("/api/download?view=" + view + "&"));
    }
    assertThat(parametersOf("/api/download")).isEqualTo(taken);
    JsonNode parameters = api().at("/paths/~1api~1download/get/parameters");
    assertThat(parameters.findValues("enum").toString())
        .contains(
            "[\"now\",\"series\",\"unusual\",\"rejected\",\"late\"]", "[\"csv\",\"parquet\"]");
  }

  /** By the server's own word. */
  private Set<String> takenBy(String request) throws Exception {
    HttpResponse<String> refused = get(request + "no_such_parameter=1");
    assertThat(refused.statusCode()).isEqualTo(400);
    String error = json.readTree(refused.body()).path("error").asText();
    String names = error.substring(error.indexOf("there are: ") + "there are: ".length());
    return names.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(names.split(", ")));
  }

  private static Set<String> parametersOf(String path) throws IOException {
    JsonNode api = api();
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : api.at("/paths/" + path.replace("/", "~1") + "/get/parameters")) {
      names.add(resolved(api, parameter).path("name").asText());
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/status",
        "/api/now",
        "/api/series",
        "/api/unusual",
        "/api/trust",
        "/api/types"
      })
  void anAnswersFieldsAreThoseOfItsDescription(String path) throws Exception {
    fill();
    JsonNode api = api();
    JsonNode schema =
        api.at(
            "/paths/"
                + path.replace("/", "~1")
                + "/get/responses/200/content/application~1json/schema");

    assertThat(schema.isMissingNode()).isFalse();
    assertFields(api, schema, answer(path), path);
  }

  private static void assertFields(JsonNode api, JsonNode schema, JsonNode value, String where) {
    JsonNode shape = resolved(api, schema);
    for (JsonNode part : shape.path("allOf")) {
      shape = resolved(api, part);
    }
    if (value.isObject() && shape.has("properties")) {
      Set<String> described = new TreeSet<>();
      shape.path("properties").fieldNames().forEachRemaining(described::add);
      Set<String> found = new TreeSet<>();
      value.fieldNames().forEachRemaining(found::add);
      assertThat(found).as(where).isEqualTo(described);
      for (String name : found) {
        assertFields(
            api, shape.path("properties").path(name), value.path(name), where + "." + name);
      }
    } else if (value.isArray()) {
      for (JsonNode item : value) {
        assertFields(api, shape.path("items"), item, where + "[]");
      }
    }
  }

  private static JsonNode resolved(JsonNode api, JsonNode node) {
    return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static JsonNode api() throws IOException {
    try (InputStream in = DashboardServer.class.getResourceAsStream("/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    }
  }
}
