/** Looks at the machine, the broker, the registry and the state, and tells what is wrong. */
package org.sfcalls.tools.doctor;
