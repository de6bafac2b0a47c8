/** The topics of a benchmark: filled once, emptied between runs, read back. */
package org.sfcalls.benchmarks.topics;
