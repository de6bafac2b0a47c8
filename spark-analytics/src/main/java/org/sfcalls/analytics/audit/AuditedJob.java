package org.sfcalls.analytics.audit;

import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.schemas.Topics;

/** Where the records of the audited job are. */
record AuditedJob(KafkaConnection kafka, RegistryConnection registry, Topics topics) {}
