package org.sfcalls.benchmarks.page;

import java.time.Duration;
import org.sfcalls.benchmarks.report.BenchReport;

/**
 * A part and what came out.
 *
 * @param took from its start to the end of all its programs
 */
record MeasuredPart(Part part, BenchReport report, Duration took) {}
