package org.sfcalls.benchmarks.spark;

import org.sfcalls.schemas.Topics;

/** What every query reads and how. */
record Setting(
    String bootstrap,
    String registryUrl,
    Topics topics,
    int partitions,
    long maxOffsetsPerTrigger,
    String radioCodes) {}
