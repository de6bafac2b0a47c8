package org.sfcalls.sandbox.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.sfcalls.sandbox.SandboxException;

/**
 * Starts programs, notices when one ends that should not, and stops them all, those that others
 * need (services) last: on {@link #close()}, and when the launcher gets SIGINT, SIGTERM or SIGHUP.
 */
public final class Supervisor implements AutoCloseable {

  /** How long a program may take to end before it is killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long one may take that writes the archive of its classes before. */
  private static final Duration PATIENCE_WITH_ARCHIVE = Duration.ofSeconds(90);

  private static final Duration POLL = Duration.ofMillis(50);

  /**
   * How a program is started again.
   *
   * @param most how often in a row, before its next end ends everything
   * @param firstPause before the first new start; each further pause is twice as long
   * @param steadyAfter a program that ends sooner after its first start, and was not killed, can't
   *     work as it is, and is not started again; in {@link LoadedTime}
   * @param forgottenAfter what ran so long begins a new row
   */
  record Restarts(int most, Duration firstPause, Duration steadyAfter, Duration forgottenAfter) {}

  private static final Restarts RESTARTS =
      new Restarts(4, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(10));

  /** Newest first. */
  private final Deque<ChildProcess> children = new ArrayDeque<>();

  /** Those that others need. */
  private final Set<ChildProcess> services = new LinkedHashSet<>();

  private final CompletableFuture<String> death = new CompletableFuture<>();
  private final Restarts restarts;
  private final Consumer<String> status;
  private final Thread hook;
  private volatile boolean stopping;
  private volatile boolean atOnce;
  private volatile Runnable afterSignal = () -> {};

  /**
   * @param onSignal run first when the launcher itself is asked to end
   */
  public Supervisor(Runnable onSignal) {
    this(onSignal, line -> {});
  }

  /**
   * @param onSignal run first when the launcher itself is asked to end
   * @param status takes a line for each program that is started again
   */
  public Supervisor(Runnable onSignal, Consumer<String> status) {
    this(onSignal, status, RESTARTS);
  }

  Supervisor(Runnable onSignal, Consumer<String> status, Restarts restarts) {
    this.status = status;
    this.restarts = restarts;
    hook =
        new Thread(
            () -> {
              stopping = true;
              onSignal.run();
              stopAll();
              afterSignal.run();
            },
            "supervisor-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Has {@code last} run when the launcher was asked to end, and all programs have ended. */
  public void afterSignal(Runnable last) {
    afterSignal = last;
  }

  /** Starts a program that must run until it is stopped, and that others need. */
  public synchronized ChildProcess startService(Program program) {
    ChildProcess service = start(program, Set.of());
    services.add(service);
    return service;
  }

  /**
   * Starts a program that must run until it is stopped, and that loses nothing when it is started
   * again: should it end, it is, after a pause that grows, and a few times at most.
   */
  public ChildProcess startAgainIfItEnds(Program program) {
    return startWatched(program, 0);
  }

  private ChildProcess startWatched(Program program, int before) {
    long started = System.nanoTime();
    LoadedTime loaded = new LoadedTime();
    return start(
        program,
        child -> {
          Duration ran = Duration.ofNanos(System.nanoTime() - started);
          ended(program, child, ran, loaded.counted(), before);
        });
  }

  /**
   * @param ran how long
   * @param counted how much of that counts on a loaded machine, where a start takes longer
   * @param before how often in a row it had been started again
   */
  private void ended(
      Program program, ChildProcess child, Duration ran, Duration counted, int before) {
    int again = ran.compareTo(restarts.forgottenAfter()) >= 0 ? 0 : before;
    boolean works =
        before > 0 || child.wasKilled() || counted.compareTo(restarts.steadyAfter()) >= 0;
    if (!works || again == restarts.most()) {
      death.complete(
          child.obituary()
              + (again == 0 ? "" : "\nIt was started again " + again + " times before."));
      return;
    }
    Duration pause = restarts.firstPause().multipliedBy(1L << again);
    status.accept(
        program.name()
            + " ended with exit code "
            + child.exitCode()
            + " (log "
            + child.log()
            + "); it is started again in "
            + pause.toSeconds()
            + " s, and loses nothing");
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                if (!stopping) {
                  startWatched(program, again + 1);
                }
              } catch (RuntimeException e) {
                death.completeExceptionally(e);
              }
            });
  }

  /** Starts a program that ends by itself, with exit code 0. */
  public ChildProcess startTask(Program program) {
    return start(program, Set.of(0));
  }

  /**
   * Starts a program that ends by itself.
   *
   * @param allowed exit codes that do not mean a failure
   * @return waits for its end and gives its exit code; throws {@link SandboxException} when it, or
   *     a program that should go on, has ended otherwise
   */
  public IntSupplier startRun(Program program, Set<Integer> allowed) {
    ChildProcess child = start(program, allowed);
    return () -> exitCode(child, allowed);
  }

  private int exitCode(ChildProcess child, Set<Integer> allowed) {
    while (child.isAlive()) {
      pause(POLL);
    }
    if (!allowed.contains(child.exitCode())) {
      awaitEndOfLauncher();
      throw SandboxException.failed(child.obituary());
    }
    return child.exitCode();
  }

  private ChildProcess start(Program program, Set<Integer> mayEndWith) {
    return start(
        program,
        child -> {
          if (!mayEndWith.contains(child.exitCode())) {
            death.complete(child.obituary());
          }
        });
  }

  /**
   * @param onEnd takes the program when it has ended, unless everything is being stopped
   */
  private synchronized ChildProcess start(Program program, Consumer<ChildProcess> onEnd) {
    if (stopping) {
      throw new IllegalStateException("stopping: " + program.name() + " is not started");
    }
    ChildProcess child = ChildProcess.start(program);
    children.push(child);
    // The outcome is in the other future, which pause() waits for.
    var unused =
        child
            .exit()
            .whenComplete(
                (code, failure) -> {
                  if (failure != null) {
                    death.completeExceptionally(failure);
                  } else if (!stopping) {
                    child.keepArchive();
                    onEnd.accept(child);
                  }
                });
    return child;
  }

  /** The programs that run, in start order. */
  public synchronized List<ChildProcess> running() {
    List<ChildProcess> alive = new ArrayList<>();
    children.descendingIterator().forEachRemaining(alive::add);
    alive.removeIf(child -> !child.isAlive());
    return alive;
  }

  /** Whether the programs are being stopped, so that failures of theirs mean nothing. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Waits for {@code time}, or until a program ends that should not. Once the launcher itself is
   * asked to end, it does not return: nothing is left to do but to end.
   *
   * @throws SandboxException when one has ended: its name, exit code and last lines of its log
   */
  public void pause(Duration time) {
    try {
      throw SandboxException.failed(death.get(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      // All is well.
      awaitEndOfLauncher();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SandboxException.failed("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SandboxException known ? known : new IllegalStateException(e);
    }
  }

  /**
   * Checks a task that has ended. Its own exit code decides: {@link #pause} learns of a death only
   * a moment after the program is gone. Like there, nothing is reported once the launcher itself is
   * asked to end.
   *
   * @throws SandboxException when it has failed: its name, exit code and last lines of its log
   */
  public void requireSuccess(ChildProcess task) {
    if (task.exitCode() != 0) {
      awaitEndOfLauncher();
      throw SandboxException.failed(task.obituary());
    }
  }

  /** Has {@link #close()} kill what does not write an archive of its classes. */
  public void endAtOnce() {
    atOnce = true;
  }

  private void awaitEndOfLauncher() {
    if (stopping) {
      try {
        hook.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Asks again and again until {@code condition} holds.
   *
   * @param what what is awaited, for the message when it does not come
   * @param limit in {@link LoadedTime}
   * @throws SandboxException when {@code limit} is over, or a program ends that should not
   */
  public void await(String what, Duration limit, BooleanSupplier condition) {
    await(what, limit, "", condition);
  }

  /**
   * The same, for a wait that the user can do something about.
   *
   * @param advice what to do when it does not come, a sentence
   */
  public void await(String what, Duration limit, String advice, BooleanSupplier condition) {
    LoadedTime waited = new LoadedTime();
    while (!condition.getAsBoolean()) {
      if (waited.counted().compareTo(limit) > 0) {
        throw SandboxException.failed(
            ("waited " + waited.inWords() + " in vain for this: " + what + ". " + advice).strip());
      }
      pause(POLL);
    }
  }

  /** Stops every program, those that others need last; returns when all have ended. */
  @Override
  public void close() {
    stopping = true;
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The launcher is ending already: the hook runs or has run.
    }
  }

  private synchronized void stopAll() {
    if (children.stream().anyMatch(child -> child.isAlive() && child.archives())) {
      status.accept(
          "Keeping the classes of each program for faster starts; this takes some seconds once.");
    }
    stop(children.stream().filter(child -> !services.contains(child)).toList());
    stop(List.copyOf(services));
    children.forEach(ChildProcess::keepArchive);
    children.clear();
  }

  /** All at once: each takes a second or so, most of it waiting. */
  private void stop(List<ChildProcess> together) {
    together.forEach(child -> child.askToEnd(atOnce && !child.archives()));
    together.forEach(child -> child.awaitEnd(child.archives() ? PATIENCE_WITH_ARCHIVE : PATIENCE));
  }
}
