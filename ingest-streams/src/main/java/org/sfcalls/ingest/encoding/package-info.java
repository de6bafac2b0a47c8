/** From a {@code PoliceCall} to its bytes on {@code calls.clean}. */
package org.sfcalls.ingest.encoding;
