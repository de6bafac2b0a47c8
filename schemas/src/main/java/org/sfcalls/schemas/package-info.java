/**
 * The contracts between the tiers: Avro records, the wire format, the registry, topic names and
 * dead-letter headers.
 */
package org.sfcalls.schemas;
