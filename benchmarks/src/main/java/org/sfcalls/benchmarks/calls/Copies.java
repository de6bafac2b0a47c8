package org.sfcalls.benchmarks.calls;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.calls.validation.CallTime;
import org.sfcalls.calls.validation.Limits;

/**
 * More calls than there are: the same ones again in other weeks, in event-time order, each with an
 * id of its own.
 *
 * <p>A copy is shifted by whole weeks, so that its calls keep their day of the week and their time
 * of day, and by at least the time that the calls span, so that copies follow one another. Copies
 * lie between the first day that the validation takes and yesterday. Where these are too few, each
 * call comes several times at its time: more calls a day, as in a larger city. The number of the
 * copy is put after the id, with as many digits for every copy, so that no two ids are the same. A
 * call whose new time falls in the hour that the clocks skip in spring is left out of that copy.
 */
final class Copies implements Iterator<RawCall> {

  private final List<Template> templates;
  private final long count;
  private final long stepDays;
  private final long lowest;
  private final long highest;
  private final long layers;
  private final int suffixDigits;

  private long slot;
  private int template;
  private long layer;
  private long made;
  private RawCall next;

  Copies(List<Template> templates, long count, InstantSource clock) {
    this.templates = templates;
    this.count = count;
    LocalDate first = templates.get(0).time().toLocalDate();
    LocalDate last = templates.get(templates.size() - 1).time().toLocalDate();
    LocalDate yesterday = LocalDate.ofInstant(clock.instant(), CallTime.ZONE).minusDays(1);
    // The days from first to last, up to whole weeks.
    stepDays = 7 * (ChronoUnit.DAYS.between(first, last) / 7 + 1);
    long before = ChronoUnit.DAYS.between(Limits.DEFAULT.earliest(), first) / stepDays;
    long after = Math.max(0, ChronoUnit.DAYS.between(last, yesterday) / stepDays);
    // One more than needed, for what is left out of copies.
    long copies = count / templates.size() + 2;
    long slots = Math.min(copies, before + 1 + after);
    layers = (copies + slots - 1) / slots;
    lowest = -Math.min(slots - 1, before);
    highest = lowest + slots - 1;
    suffixDigits = Long.toString(slots * layers - 1).length();
    slot = lowest;
    advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public RawCall next() {
    if (next == null) {
      throw new NoSuchElementException("all " + made + " calls are made");
    }
    RawCall call = next;
    advance();
    return call;
  }

  private void advance() {
    next = null;
    while (made < count && next == null) {
      if (slot > highest) {
        throw new CommandFailure(
            "only %d calls can be made from these %d; take fewer --calls"
                .formatted(made, templates.size()));
      }
      long days = slot * stepDays;
      Template call = templates.get(template);
      if (exists(call.time().plusDays(days))) {
        long copy = (slot - lowest) * layers + layer;
        next = call.shifted(days, String.format("%0" + suffixDigits + "d", copy));
        made++;
      }
      turn();
    }
  }

  private void turn() {
    if (++layer == layers) {
      layer = 0;
      if (++template == templates.size()) {
        template = 0;
        slot++;
      }
    }
  }

  private static boolean exists(LocalDateTime wallClock) {
    return !CallTime.ZONE.getRules().getValidOffsets(wallClock).isEmpty();
  }
}
