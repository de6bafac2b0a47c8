/** The page that tells how fast everything is: all benchmarks in one run, as Markdown. */
package org.sfcalls.benchmarks.page;
