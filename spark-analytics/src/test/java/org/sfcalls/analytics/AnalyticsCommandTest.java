package org.sfcalls.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.access.FailureReport;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.schemas.DurationText;
import org.sfcalls.schemas.WindowSpec;
import picocli.CommandLine;

/** Options that can't be are refused before anything is asked or started: no test has a server. */
class AnalyticsCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--window=7m | the window is 7m, not a multiple of the slide 5m; 10m and 5m would do",
        "--window=0s | the window is 0s, more than nothing is needed",
        "--slide=0ms | the slide is 0s, more than nothing is needed",
        "--window=10 | invalid duration '10': use a whole number and ms, s, m, h or d",
        "--window=30d --slide=1s | --window is 2592000 times --slide; at most 1,000",
        "--watermark=-5m | invalid duration '-5m'",
        "--group-by=city | 'city' is no column to group by, [type, disposition] are",
        "--group-by=type,Type | column type is given twice",
        "--group-by= | '' is no column to group by",
        "--max-offsets-per-trigger=0 | --max-offsets-per-trigger is 0, at least 1 is needed",
        "--idle-after=0s | --idle-after is 0s, more than nothing is needed",
        "--sink=kafka,kafka | --sink names one twice",
        "--checkpoint= | --checkpoint is empty, a folder is needed",
        "--query-name= | --query-name is empty, a name is needed",
        "--bootstrap= | --bootstrap is empty, host:port is needed",
        "--registry=ftp://me:secret@host | --registry is 'ftp://***@host', an address that begins",
        "--kafka.property=group.id=mine | the Kafka settings [group.id] are Spark's own",
        "--kafka.properties=/no/such/file | the properties file /no/such/file can't be read",
      })
  void tellsTheOptionTheValueAndWhatIsAllowed(String options, String message) {
    StringWriter error = new StringWriter();
    int exitCode =
        new CommandLine(new AnalyticsCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(new FailureReport(() -> false))
            .setErr(new PrintWriter(error))
            .execute(options.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(error.toString()).startsWith("sfcalls analytics: ").contains(message);
  }

  @Test
  void theDefaultWindowsAreThoseThatReadersAssume() {
    CommandLine line = new CommandLine(new AnalyticsCommand());
    WindowSpec windows = WindowSpec.DEFAULT;

    assertThat(
            Stream.of("--window", "--slide", "--watermark", "--group-by")
                .map(option -> line.getCommandSpec().findOption(option).defaultValue()))
        .containsExactly(
            DurationText.of(windows.size()),
            DurationText.of(windows.slide()),
            DurationText.of(windows.lateness()),
            Grouping.DEFAULT.toString());
  }

  @Test
  void tellsEveryOptionAndItsDefault() {
    assertThat(new CommandLine(new AnalyticsCommand()).getUsageMessage())
        .contains("--window", "10m", "--slide", "5m", "--watermark", "--group-by")
        .contains("type,disposition", "--trigger", "--reset", "--kafka.property");
  }
}
