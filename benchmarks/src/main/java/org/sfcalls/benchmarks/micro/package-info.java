/** What one call costs, in time and in memory, step by step; with JMH. */
package org.sfcalls.benchmarks.micro;
