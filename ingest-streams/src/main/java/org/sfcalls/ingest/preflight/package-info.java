/**
 * What is made sure of before the topology starts: registry, broker, topics, rights, state folder.
 */
package org.sfcalls.ingest.preflight;
