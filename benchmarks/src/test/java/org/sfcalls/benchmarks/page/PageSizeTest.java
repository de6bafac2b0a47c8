package org.sfcalls.benchmarks.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.benchmarks.page.Page.Part;
import picocli.CommandLine;

class PageSizeTest {

  @Test
  void theWholePageHasThreeRoundsAndGrowsToTwentyMillion() {
    assertThat(PageSize.FULL.parts(Optional.empty(), Optional.empty()))
        .extracting(Part::line)
        .containsExactly(
            "./sfcalls bench ingest --runs 3",
            "./sfcalls bench analytics --runs 3",
            "./sfcalls bench latency",
            "./sfcalls bench startup",
            "./sfcalls bench ingest --growth 200000,2000000,20000000 --runs 2 --warmup 1",
            "./sfcalls bench analytics --heap 1g --growth 200000,2000000,20000000 --runs 2 --warmup 1");
  }

  @Test
  void aFileAndAFolderGoToThePartsThatTakeThemAsAShellWould() {
    List<Part> parts =
        PageSize.FULL.parts(Optional.of(Path.of("my calls.gz")), Optional.of(Path.of("it's")));

    assertThat(parts.get(0).line())
        .isEqualTo("./sfcalls bench ingest --runs 3 --input 'my calls.gz'" + " --data 'it'\\''s'");
    assertThat(parts.get(3).line()).isEqualTo("./sfcalls bench startup --data 'it'\\''s'");
  }

  @ParameterizedTest
  @EnumSource
  void everyPartsOptionsAreThoseOfItsCommand(PageSize size) {
    for (Part part : size.parts(Optional.of(Path.of("calls.gz")), Optional.of(Path.of("data")))) {
      new CommandLine(part.command())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(part.options().toArray(String[]::new));
    }
  }

  @Test
  void callsCanBeMadeUpForTheLargestSize() {
    assertThat(new GeneratedCalls().calls(20_000_000).hasNext()).isTrue();
  }
}
