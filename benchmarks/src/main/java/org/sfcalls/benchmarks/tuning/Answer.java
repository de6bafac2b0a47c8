package org.sfcalls.benchmarks.tuning;

import java.util.List;

/**
 * A question and what the run says to it.
 *
 * @param parts paragraphs with their titles
 */
record Answer(String question, List<Part> parts) {

  /**
   * Sentences on one thing.
   *
   * @param title what on; empty where the question says it
   * @param sentences one a line; what stands between back ticks is typed
   */
  record Part(String title, List<String> sentences) {
    Part {
      sentences = List.copyOf(sentences);
    }
  }

  Answer {
    parts = List.copyOf(parts);
  }
}
