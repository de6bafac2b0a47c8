package org.sfcalls.tools.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.access.Patience;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.account.Account;
import org.sfcalls.account.AccountText;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.command.BrokerWait;
import org.sfcalls.tools.command.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code account}: reads the topics back and prints whether every call is accounted for. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    description = {
      "Reads the topics back and prints whether every call is accounted for.",
      "Exits with 0 when the account balances and most calls got through, with 1 when not. Calls that are still"
          + " under way are missing further down the stream, so it balances once the stream is at"
          + " rest."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls account",
      "  ./sfcalls account --bootstrap broker:9092 --kafka.properties tls.properties --json"
    })
public final class AccountCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private BrokerWait brokerWait;
  @Mixin private RegistryOptions registryOptions;

  @Option(
      names = "--busiest",
      paramLabel = "N",
      defaultValue = "10",
      description = "Show the N windows with the highest counts; 0 for none.")
  private int busiest;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "Folder for a temporary folder that holds what memory does not: about 120 bytes for each"
              + " window and group. It is deleted at the end.")
  private Path workFolder;

  @Option(names = "--json", description = "Print one JSON object instead of tables.")
  private boolean json;

  @Override
  public Integer call() {
    if (busiest < 0 || busiest > 1_000) {
      throw new ParameterException(
          spec.commandLine(), "--busiest is " + busiest + ", a number from 0 to 1000 is allowed");
    }
    KafkaConnection kafka = kafkaOptions.connection();
    RegistryConnection registry = registryOptions.connection();
    Topics topics = topicOptions.topics();
    LongAdder records = new LongAdder();
    PrintWriter out = spec.commandLine().getOut();
    try (StopSignal stop = StopSignal.onInterrupt()) {
      brokerWait.partitions(
          kafka,
          stop,
          AclOperation.READ,
          List.of(
              topics.raw(),
              topics.clean(),
              topics.rejected(),
              topics.ledger(),
              topics.counts(),
              topics.late(),
              topics.progress()));
      OpenTransactions open =
          BrokerInquiry.ask(
              kafka,
              new Patience(),
              brokerWait.limit(),
              broker -> OpenTransactions.of(broker, topics.raw()));
      TopicFigures found;
      try (ReadingProgress progress = ReadingProgress.start(records)) {
        found =
            TopicFigures.read(
                kafka, registry, topics, open, busiest, workFolder, records, stop::stopped);
      }
      if (stop.stopped()) {
        return StopSignal.EXIT_CODE;
      }
      Account account = Account.of(found.figures(), found.countedBy().windows().windowsPerCall());
      if (json) {
        ObjectNode object = AccountText.json(account);
        AccountText.addBusiest(object, found.busiest());
        out.println(AccountText.text(object));
      } else {
        if (busiest > 0) {
          out.println(AccountText.busiest(found.busiest()));
          out.println();
        }
        out.println(AccountText.tables(account));
      }
      if (open.held() > 0) {
        spec.commandLine().getErr().println("account: " + open.explain(topics.raw()));
      }
      return account.good() ? 0 : 1;
    }
  }
}
