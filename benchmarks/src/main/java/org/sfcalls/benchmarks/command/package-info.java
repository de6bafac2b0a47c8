/** What the benchmarks' commands share: options, and how a report is printed. */
package org.sfcalls.benchmarks.command;
