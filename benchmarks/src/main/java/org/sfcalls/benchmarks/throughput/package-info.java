/** Runs of the same calls by several programs in turn, and how their speeds compare. */
package org.sfcalls.benchmarks.throughput;
