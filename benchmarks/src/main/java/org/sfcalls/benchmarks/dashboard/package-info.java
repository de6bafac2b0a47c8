/** Measures the dashboard: with ten years of windows, and with many pages open. */
package org.sfcalls.benchmarks.dashboard;
