package org.sfcalls.analytics.audit;

import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.analytics.JobSession;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Recomputes the account from the topics. */
@Command(
    name = "sfcalls audit",
    showDefaultValues = true,
    description = {
      "Recomputes every window's total from calls.clean and calls.late, and compares it with"
          + " calls.counts; and holds raw, clean, rejected and repeated records against one another.",
      "Exits 0 when all of it balances and 1 when it does not. What the analytics job has not"
          + " counted yet, by the newest record on calls.progress, is no difference, so it may run"
          + " or have been stopped; ingest must be at rest.",
      "That record also says which windows and columns the calls were counted by; where none does,"
          + " they are the defaults of analytics."
    })
final class AuditCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Mixin private KafkaOptions kafkaOptions;

  @Mixin private TopicOptions topicOptions;

  @Mixin private RegistryOptions registryOptions;

  @Option(
      names = "--radio-codes",
      paramLabel = "FILE",
      description = "Table of radio codes, JSON: the descriptions that --repair publishes.",
      defaultValue = LocalInstallation.RADIO_CODES)
  private String radioCodes;

  @Option(
      names = "--at-rest",
      description =
          "Take all of calls.clean for counted, whatever calls.progress says: for counts that a batch"
              + " published, or to have a job that is behind fail.")
  private boolean atRest;

  @Option(
      names = "--repair",
      description =
          "Publish the right totals to calls.counts where they differ, then audit again. Stop the"
              + " analytics job before.")
  private boolean repair;

  @Option(names = "--json", description = "Print one JSON object instead of tables.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    AuditedJob job = job();
    SparkSession spark = JobSession.start("sfcalls-audit");
    long repaired = 0;
    if (repair) {
      repaired = repair(spark, job);
    }
    try (Audit audit = new Audit(spark, job, now(job))) {
      AuditResult result = audit.result();
      System.out.println(json ? AuditReport.json(result, repaired) : AuditReport.tables(result));
      return result.account().balanced() ? 0 : 1;
    }
  }

  /** Publishes what differs and tells how many totals that were. */
  private long repair(SparkSession spark, AuditedJob job) {
    AuditTopics now = now(job);
    try (Audit audit = new Audit(spark, job, now)) {
      AuditResult result = audit.result();
      tell(AuditReport.tables(result));
      if (result.differing() == 0) {
        tell("\nNo total differs: there is nothing to repair.\n");
        return 0;
      }
      if (!now(job).counted().equals(now.counted())) {
        throw new IllegalStateException(
            "calls were counted while the audit ran, and a repair could undo that; stop the"
                + " analytics job, then repair. Nothing was published");
      }
      new Repair(job.kafka(), job.registry().open(), job.topics())
          .publish(audit.differing(), RadioCodes.read(spark, radioCodes));
      tell("\nPublished " + result.differing() + " right totals; once more:\n");
      return result.differing();
    }
  }

  /** With --json only the last account is printed. */
  private void tell(String text) {
    (json ? System.err : System.out).println(text);
  }

  private AuditedJob job() {
    try {
      return new AuditedJob(
          kafkaOptions.connection(), registryOptions.connection(), topicOptions.topics());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private AuditTopics now(AuditedJob job) {
    return AuditTopics.now(job.kafka(), job.registry(), job.topics(), atRest);
  }
}
