/**
 * What is made sure of before the query starts: broker, topics, rights, registry, and that the
 * checkpoint is of the same query and still fits the topic.
 */
package org.sfcalls.analytics.preflight;
