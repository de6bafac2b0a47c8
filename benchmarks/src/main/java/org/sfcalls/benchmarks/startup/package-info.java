/** How long the stack takes from its start until it does its work, and its memory at rest. */
package org.sfcalls.benchmarks.startup;
