/** JVMs that stay for all rounds of a benchmark, so that their code is compiled after the first. */
package org.sfcalls.benchmarks.jvm;
