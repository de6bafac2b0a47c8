/** From the bytes of a raw record to a {@code PoliceCall}, or to the reasons why it is none. */
package org.sfcalls.calls.validation;
