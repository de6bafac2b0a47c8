/** What every report of a measurement needs: spreads, and the machine that it was taken on. */
package org.sfcalls.benchmarks.report;
