/** Dead letters: what stands on {@code calls.rejected} and why, and their way back. */
package org.sfcalls.tools.deadletter;
