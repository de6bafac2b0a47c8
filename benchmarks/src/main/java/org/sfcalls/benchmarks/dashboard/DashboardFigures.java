package org.sfcalls.benchmarks.dashboard;

import java.util.List;

/**
 * What was measured.
 *
 * @param counts windows, types and dispositions that were sent
 * @param storedPerSecond how fast they were stored, with the time that decoding takes
 * @param fileBytes size of the database
 * @param views times of each view's answers
 * @param residentBytes of the server after all views, without pages
 * @param residentWithPagesBytes the same with the pages open, at their begin
 * @param residentAtEndBytes the same at their end
 * @param liveMs from a count's write until it is in an answer, sorted
 * @param events that the pages got
 * @param answers that the pages fetched
 */
record DashboardFigures(
    long counts,
    double storedPerSecond,
    long fileBytes,
    List<Answers.Times> views,
    long residentBytes,
    long residentWithPagesBytes,
    long residentAtEndBytes,
    double[] liveMs,
    long events,
    long answers) {

  double live(double part) {
    return liveMs[Math.max(0, (int) Math.ceil(part * liveMs.length) - 1)];
  }
}
