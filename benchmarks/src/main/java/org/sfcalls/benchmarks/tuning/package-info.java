/**
 * {@code ./sfcalls tune}: which settings change throughput and latency on this machine, by how
 * much, and which ones to take.
 */
package org.sfcalls.benchmarks.tuning;
