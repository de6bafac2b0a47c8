package org.sfcalls.sandbox.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.account.Account;
import org.sfcalls.sandbox.account.AccountReport;
import org.sfcalls.sandbox.account.Finding;
import org.sfcalls.sandbox.account.TopicReader;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account}: reads the topics of a running stack back and prints the account. */
@Command(
    name = "account",
    description = {
      "Reads the topics back and prints whether every call is accounted for.",
      "Exits 0 when the account balances and 1 when it does not. Calls that are still under way"
          + " are missing further down the stream, so it balances once the stream is at rest."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls account",
      "  ./sfcalls account --bootstrap 127.0.0.1:19092 --registry http://127.0.0.1:18081/apis/ccompat/v7 --json"
    })
final class AccountCommand implements Callable<Integer> {
  static final int BUSIEST = 10;
  static final int WINDOWS_PER_CALL = 2;

  private final PrintStream out;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka broker. Default: ${DEFAULT-VALUE}")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8081/apis/ccompat/v7",
      description = "Schema registry, its Confluent-compatible API. Default: ${DEFAULT-VALUE}")
  private String registry;

  @Option(
      names = "--windows-per-call",
      paramLabel = "N",
      defaultValue = "" + WINDOWS_PER_CALL,
      description = "Size of a window over its slide. Default: ${DEFAULT-VALUE}")
  private int windowsPerCall;

  @Option(names = "--json", description = "Print one JSON object instead of tables")
  private boolean json;

  AccountCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (windowsPerCall < 1) {
      throw SandboxException.refused(
          "--windows-per-call=" + windowsPerCall + ": at least 1 is allowed");
    }
    Finding finding = TopicReader.read(bootstrap, registry, Topics.withPrefix("calls"), BUSIEST);
    Account account = Account.of(finding.figures(), windowsPerCall);
    out.println(
        json
            ? AccountReport.text(AccountReport.json(account, finding.busiest()))
            : AccountReport.busiestTable(finding.busiest())
                + "\n\n"
                + AccountReport.accountTable(account));
    return account.balanced() ? 0 : SandboxException.FAILED;
  }
}
