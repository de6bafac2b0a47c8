package org.sfcalls.sandbox.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.process.ChildProcess;
import org.sfcalls.sandbox.process.LoadedTime;
import org.sfcalls.sandbox.stack.Stack;

/** Sends calls through a running stack and waits until the last of them is counted. */
public final class PipelineRun {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration STILL_LIMIT = Duration.ofMinutes(2);

  /**
   * How long the ledger may take to agree with the other tiers. It is part of ingest's
   * transactions, but a broker or an ingest that gets no CPU moves their ends one after the other;
   * a ledger that agrees never is for the account to tell.
   */
  private static final Duration LEDGER_LIMIT = Duration.ofSeconds(60);

  /**
   * How long windows may take to be closed after the last call is counted. Those of a call that is
   * dated far ahead of all others may stay open.
   */
  private static final Duration FINAL_LIMIT = Duration.ofSeconds(15);

  private PipelineRun() {}

  /**
   * Replays, and returns when every tier has done all that the replay sent.
   *
   * @param replayArguments replay's own
   * @param paced whether these make it wait between calls
   * @param closing whether these have analytics close all windows at the end
   * @param counted run once, when all calls are counted: windows may still have to be closed
   * @param out where the status line goes
   * @param terminal whether {@code out} is one
   * @return whether all windows are final
   * @throws SandboxException when a program dies, or nothing moves any more
   */
  public static boolean toTheEnd(
      Stack stack,
      List<String> replayArguments,
      boolean paced,
      boolean closing,
      Runnable counted,
      PrintStream out,
      boolean terminal) {
    ChildProcess replay = stack.startReplay(replayArguments);
    StatusLine line = new StatusLine(out, terminal);
    // Nothing moves either while a program starts.
    Duration limit =
        STILL_LIMIT.compareTo(stack.startTimeout()) > 0 ? STILL_LIMIT : stack.startTimeout();
    Stillness stillness = new Stillness(limit, paced);
    LoadedTime loaded = new LoadedTime();
    long start = System.nanoTime();
    Duration reachedAt = null;
    boolean told = false;
    Standing standing = Standing.NOTHING;
    try (PipelineWatch watch =
        new PipelineWatch(stack.bootstrap(), stack.registryUrl(), stack.topics())) {
      while (true) {
        // Before the look: what it sent before its end is then seen.
        boolean replaying = replay.isAlive();
        Optional<Standing> seen = watch.look();
        standing = seen.orElse(standing);
        line.show(Duration.ofNanos(System.nanoTime() - start), standing);
        Duration now = loaded.counted();
        if (!replaying) {
          // One that failed has sent less than it should, so the rest must not pass for the whole.
          stack.supervisor().requireSuccess(replay);
        }
        if (!replaying && seen.isPresent()) {
          if (standing.endsReached()) {
            reachedAt = reachedAt == null ? now : reachedAt;
            Duration rest = now.minus(reachedAt);
            if (standing.ledgerAgrees() || rest.compareTo(LEDGER_LIMIT) > 0) {
              if (!told) {
                counted.run();
                told = true;
              }
              if (!closing || standing.allFinal() || rest.compareTo(FINAL_LIMIT) > 0) {
                return standing.allFinal();
              }
            }
          } else {
            reachedAt = null;
          }
        }
        Optional<String> still = stillness.check(now, standing, replaying, replay.cpuTime());
        if (still.isPresent()) {
          String program = seen.isPresent() ? still.get() : "broker";
          throw SandboxException.failed(
              program
                  + " stands still: nothing has moved for "
                  + limit.toSeconds()
                  + " s. "
                  + stack.adviceOnStart(program));
        }
        stack.supervisor().pause(INTERVAL);
      }
    } finally {
      line.leave();
    }
  }
}
