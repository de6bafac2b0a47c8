/** Creates the topics on a broker, and tells whether they are as the programs need them. */
package org.sfcalls.tools.topics;
