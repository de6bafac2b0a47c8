/** The calls that benchmarks run on: real ones, as many as are asked for, or made-up ones. */
package org.sfcalls.benchmarks.calls;
