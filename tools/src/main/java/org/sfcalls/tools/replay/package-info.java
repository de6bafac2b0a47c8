/** Sends calls to the raw topic: from a file or made up, in event-time order, as fast as asked. */
package org.sfcalls.tools.replay;
