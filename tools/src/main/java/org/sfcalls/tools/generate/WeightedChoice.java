package org.sfcalls.tools.generate;

import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * Draws items by weight, in constant time whatever their number.
 *
 * @see <a href="https://www.keithschwarz.com/darts-dice-coins/">The alias method</a>
 */
final class WeightedChoice<T> {
  private final List<T> items;
  private final double[] keep;
  private final int[] alias;

  /**
   * @param weight how often an item is drawn, beside the others; at least one is above zero
   */
  WeightedChoice(List<T> items, ToLongFunction<T> weight) {
    this.items = List.copyOf(items);
    int count = items.size();
    double total = items.stream().mapToLong(weight).sum();
    if (!(total > 0)) {
      throw new IllegalArgumentException("nothing to draw from");
    }
    keep = new double[count];
    alias = new int[count];
    ArrayDeque<Integer> small = new ArrayDeque<>();
    ArrayDeque<Integer> large = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      keep[i] = weight.applyAsLong(items.get(i)) * count / total;
      alias[i] = i;
      (keep[i] < 1 ? small : large).add(i);
    }
    while (!small.isEmpty() && !large.isEmpty()) {
      int less = small.remove();
      int more = large.remove();
      alias[less] = more;
      keep[more] -= 1 - keep[less];
      (keep[more] < 1 ? small : large).add(more);
    }
    // What is left is one but for rounding.
    small.forEach(i -> keep[i] = 1);
    large.forEach(i -> keep[i] = 1);
  }

  T draw(SplittableRandom random) {
    int i = random.nextInt(alias.length);
    return items.get(random.nextDouble() < keep[i] ? i : alias[i]);
  }
}
