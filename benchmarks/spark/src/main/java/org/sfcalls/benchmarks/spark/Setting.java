package org.sfcalls.benchmarks.spark;

import org.sfcalls.schemas.Topics;

/**
 * What every query reads and how.
 *
 * @param bootstrap Kafka brokers
 * @param registryUrl base address of the registry's Confluent-compatible API
 * @param partitions of the topics that carry calls
 * @param maxOffsetsPerTrigger most records of a micro-batch, all partitions together
 * @param radioCodes file of the radio-code table
 */
record Setting(
    String bootstrap,
    String registryUrl,
    Topics topics,
    int partitions,
    long maxOffsetsPerTrigger,
    String radioCodes) {}
