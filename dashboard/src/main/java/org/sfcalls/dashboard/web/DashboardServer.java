package org.sfcalls.dashboard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.Health;
import org.sfcalls.access.HostCheck;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.dashboard.following.Watch;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.views.SeriesView;
import org.sfcalls.dashboard.views.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page at {@code /}, its API under {@code /api}, described by {@code /openapi.yaml}, and {@code
 * /health/live}, {@code /health/ready} and {@code /metrics}. It only reads.
 *
 * <p>Equal questions about equal data are answered once, however many pages ask.
 */
public final class DashboardServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);

  private static final String JSON = "application/json; charset=utf-8";

  /** Nothing but the page's own files; nothing of a call's text could be run or loaded. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  /** Answers that are made at a time; each may take the memory of thousands of rows. */
  private static final int MOST_AT_A_TIME = 4;

  /** How long a request waits for its turn. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Marks a request whose refusal was told in our own words. */
  private static final String REFUSED = "refused";

  private static final int CACHED_BYTES = 16 * 1024 * 1024;

  private final Store store;
  private final Watch watch;
  private final Views views;
  private final Credentials credentials;
  private final Events events;
  private final Javalin server;
  private final String host;
  private final HostCheck hosts;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ObjectMapper mapper =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private record Question(String path, Map<String, String> parameters, long version, long second) {}

  private final Cache<Question, byte[]> answers =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((Question question, byte[] answer) -> answer.length + 200)
          .build();

  private final Semaphore turns = new Semaphore(MOST_AT_A_TIME, true);

  /** Too many requests are being answered. */
  private static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private DashboardServer(Store store, Watch watch, HttpAddress address, Credentials credentials) {
    this.store = store;
    this.watch = watch;
    this.views = new Views(store, watch);
    this.credentials = credentials;
    this.host = address.host();
    this.hosts = new HostCheck(address);
    this.events =
        new Events(() -> new String(json(views.status()), java.nio.charset.StandardCharsets.UTF_8));
    Gauge.builder("sfcalls.dashboard.records.behind", watch, any -> watch.status().recordsBehind())
        .description("Records of the followed topics that are not stored yet")
        .register(meters);
    Gauge.builder("sfcalls.dashboard.records.stored", watch, Watch::records)
        .description("Records that were stored since the start")
        .register(meters);
    Gauge.builder("sfcalls.dashboard.pages", events, Events::size)
        .description("Pages that are open")
        .register(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    this.server = Javalin.create(this::configure);
    try {
      server.start(address.host(), address.port());
    } catch (JavalinException e) {
      events.close();
      throw new CommandFailure(
          "--http can't listen on "
              + address
              + " ("
              + e.getMessage()
              + "): choose another HOST:PORT, port 0 for any that is free",
          e);
    }
  }

  /**
   * Listens until closed.
   *
   * @param credentials what each request must bring; null for nothing
   * @throws CommandFailure when the address can't be listened on
   */
  public static DashboardServer start(
      Store store, Watch watch, HttpAddress address, Credentials credentials) {
    return new DashboardServer(store, watch, address, credentials);
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.jetty.threadPool = new QueuedThreadPool(32, 4);
    config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new ServersOwnErrors()));
    config.http.maxRequestSize = 8 * 1024;
    config.http.prefer405over404 = true;
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/page";
          files.directory = "/page";
          files.location = Location.CLASSPATH;
          files.headers = Map.of("Cache-Control", "no-cache");
        });
    var routes = config.routes;
    routes.before(this::guard);
    routes.get("/", context -> resource(context, "/page/index.html", "text/html; charset=utf-8"));
    routes.get(
        "/openapi.yaml", context -> resource(context, "/openapi.yaml", "text/yaml; charset=utf-8"));
    String uplot = "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";
    routes.get(
        "/vendor/uplot/uPlot.esm.js",
        context -> resource(context, uplot + "uPlot.esm.js", "text/javascript; charset=utf-8"));
    routes.get(
        "/vendor/uplot/uPlot.min.css",
        context -> resource(context, uplot + "uPlot.min.css", "text/css; charset=utf-8"));
    routes.get("/health/live", context -> tell(context, Health::live));
    routes.get("/health/ready", context -> tell(context, Health::ready));
    routes.get(
        "/metrics",
        context ->
            context
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(meters.scrape()));
    view(config, "/api/status", Set.of(), true, any -> views.status());
    view(config, "/api/now", Views.NOW, false, views::now);
    view(config, "/api/series", Views.SERIES, false, views::series);
    view(config, "/api/unusual", Views.UNUSUAL, false, views::unusual);
    view(config, "/api/trust", Views.TRUST, true, views::trust);
    view(config, "/api/types", Views.TYPES, false, views::types);
    routes.get("/api/download", this::download);
    routes.before(
        "/api/events",
        context -> {
          String accept = context.header("Accept");
          if (accept == null || !accept.contains("text/event-stream")) {
            refuse(
                context,
                HttpStatus.NOT_ACCEPTABLE,
                "events are for who accepts text/event-stream: send that as the header Accept",
                null);
            context.skipRemainingHandlers();
          }
        });
    routes.sse("/api/events", events::add);
    routes.exception(
        Parameters.BadParameter.class,
        (e, context) -> refuse(context, HttpStatus.BAD_REQUEST, e.getMessage(), e.parameter()));
    routes.exception(
        SeriesView.RangeTooLong.class,
        (e, context) -> refuse(context, HttpStatus.BAD_REQUEST, e.getMessage(), "to"));
    routes.exception(
        SeriesView.NoSuchName.class,
        (e, context) -> refuse(context, HttpStatus.NOT_FOUND, e.getMessage(), e.parameter()));
    routes.exception(
        Busy.class,
        (e, context) -> {
          context.header("Retry-After", "2");
          refuse(
              context,
              HttpStatus.SERVICE_UNAVAILABLE,
              "too many questions at a time; ask again in two seconds",
              null);
        });
    routes.exception(
        RuntimeException.class,
        (e, context) -> {
          LOG.error("{} failed", context.path(), e);
          refuse(
              context,
              HttpStatus.INTERNAL_SERVER_ERROR,
              "the dashboard could not answer; its log tells why",
              null);
        });
    routes.error(
        404,
        context -> {
          if (context.attribute(REFUSED) == null) {
            refuse(context, HttpStatus.NOT_FOUND, "there is no " + context.path(), null);
          }
        });
  }

  private static String uplotVersion() {
    try (var in =
        DashboardServer.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
      var properties = new java.util.Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("can't read uPlot's version", e);
    }
  }

  /** What the server itself refuses, such as a malformed request, has the same headers. */
  private static final class ServersOwnErrors extends ErrorHandler {
    ServersOwnErrors() {
      setShowStacks(false);
      setShowCauses(false);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      SECURITY_HEADERS.forEach(response.getHeaders()::put);
      return super.handle(request, response, callback);
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
      SECURITY_HEADERS.forEach(fields::put);
      return super.badMessageError(status, reason, fields);
    }
  }

  /** Headers of every answer, and who may ask. */
  private void guard(Context context) {
    SECURITY_HEADERS.forEach(context::header);
    Optional<String> refusal = hosts.refusal(context.header("Host"));
    if (refusal.isPresent()) {
      refuse(context, HttpStatus.MISDIRECTED_REQUEST, refusal.get(), null);
      context.skipRemainingHandlers();
      return;
    }
    if (context.method() != HandlerType.GET && context.method() != HandlerType.HEAD) {
      refuse(context, HttpStatus.METHOD_NOT_ALLOWED, "only GET is answered", null);
      context.skipRemainingHandlers();
      return;
    }
    // Probes and Prometheus have no password; they learn how this runs, and nothing of a call.
    if (credentials != null
        && !context.path().startsWith("/health/")
        && !context.path().equals("/metrics")) {
      if (!credentials.match(context.header("Authorization"))) {
        context.header("WWW-Authenticate", "Basic realm=\"SF Calls\", charset=\"UTF-8\"");
        refuse(context, HttpStatus.UNAUTHORIZED, "user and password are needed", null);
        context.skipRemainingHandlers();
      }
    }
  }

  private void view(
      JavalinConfig config,
      String path,
      Set<String> known,
      boolean ofThisSecond,
      Function<Parameters, Object> view) {
    Timer timer =
        Timer.builder("sfcalls.dashboard.view")
            .description("Time to make an answer that was not at hand")
            .tag("view", path.substring(path.lastIndexOf('/') + 1))
            .register(meters);
    config.routes.get(
        path,
        context -> {
          Parameters parameters = Parameters.of(context.queryParamMap(), known);
          Question question =
              new Question(
                  path,
                  parameters.canonical(),
                  store.version(),
                  ofThisSecond ? System.currentTimeMillis() / 1000 : 0);
          byte[] answer =
              answers.get(
                  question, any -> inTurn(() -> timer.record(() -> json(view.apply(parameters)))));
          context.header("Cache-Control", "no-cache").contentType(JSON).result(answer);
        });
  }

  /**
   * Makes an answer once fewer than so many others are being made.
   *
   * @throws Busy when that takes too long
   */
  private <T> T inTurn(Supplier<T> answer) {
    try {
      if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
    try {
      return answer.get();
    } finally {
      turns.release();
    }
  }

  private byte[] json(Object answer) {
    try {
      return mapper.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can always be written", e);
    }
  }

  private void download(Context context) throws IOException {
    var given = context.queryParamMap();
    Parameters choice =
        Parameters.of(
            given.entrySet().stream()
                .filter(entry -> Set.of("view", "format").contains(entry.getKey()))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
            Set.of("view", "format"));
    Views.Downloadable view =
        choice.choice("view", List.of(Views.Downloadable.values()), Views.Downloadable.NOW);
    Views.Format format = choice.choice("format", List.of(Views.Format.values()), Views.Format.CSV);
    Table table = views.table(view, Parameters.of(given, Views.downloadNames(view)));
    String ending = "." + format.name().toLowerCase(Locale.ROOT);
    Path file = store.scratchFile(ending);
    try {
      inTurn(
          () -> {
            if (format == Views.Format.CSV) {
              table.writeCsv(store, file);
            } else {
              table.writeParquet(store, file);
            }
            return file;
          });
      context
          .header(
              "Content-Disposition",
              "attachment; filename=\"sf-calls-"
                  + view.name().toLowerCase(Locale.ROOT)
                  + ending
                  + "\"")
          .contentType(
              format == Views.Format.CSV
                  ? "text/csv; charset=utf-8"
                  : "application/vnd.apache.parquet")
          // Closed, and with that deleted, when the last byte is sent or the connection breaks.
          .result(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE));
    } catch (RuntimeException e) {
      Files.delete(file);
      throw e;
    }
  }

  private static void resource(Context context, String name, String type) throws IOException {
    try (var in = DashboardServer.class.getResourceAsStream(name)) {
      context.header("Cache-Control", "no-cache").contentType(type).result(in.readAllBytes());
    }
  }

  private void tell(Context context, java.util.function.Predicate<Health> good) {
    Health health = watch.health();
    context
        .status(good.test(health) ? 200 : 503)
        .contentType("text/plain; charset=utf-8")
        .result(health.state() + "\n");
  }

  private void refuse(Context context, HttpStatus status, String message, String parameter) {
    context.attribute(REFUSED, true);
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", message);
    if (parameter != null) {
      body.put("parameter", parameter);
    }
    context.status(status).contentType(JSON).result(json(body));
  }

  /** Something changed that pages show. */
  public void changed() {
    events.changed();
  }

  /** Base address, with the port that was taken. */
  public String url() {
    return "http://" + host + ":" + server.port();
  }

  /** Stops listening; open pages are let go. */
  @Override
  public void close() {
    events.close();
    server.stop();
  }
}
