package org.sfcalls.analytics.audit;

import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

/**
 * What the job was told whose totals are audited.
 *
 * @param windows which windows it counted over; their lateness is of no account
 * @param grouping what it counted by beside the window
 */
record AuditedJob(
    KafkaConnection kafka,
    RegistryConnection registry,
    Topics topics,
    WindowSpec windows,
    Grouping grouping) {}
