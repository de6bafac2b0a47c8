package org.sfcalls.benchmarks.latency;

import org.sfcalls.benchmarks.report.ProgramMemory;

/**
 * What was measured.
 *
 * @param latencies of the calls that count
 * @param memory of the programs, when the last call was counted
 */
record Measured(Latencies latencies, ProgramMemory memory) {}
