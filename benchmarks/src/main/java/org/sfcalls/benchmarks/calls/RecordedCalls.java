package org.sfcalls.benchmarks.calls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.calls.Copies.Template;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.calls.reading.CallReader;
import org.sfcalls.calls.reading.InputFault;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;

/**
 * The calls of a file, byte for byte, oldest first. Records that are no valid call and repeats are
 * left out. Where more are asked for than the file has, they come again in other weeks; see {@link
 * Copies}.
 */
public record RecordedCalls(Path file) implements CallSupply {
  @Override
  public String description() {
    return file.getFileName().toString();
  }

  @Override
  public Iterator<RawCall> calls(long count) {
    List<Template> templates = read(count);
    if (templates.isEmpty()) {
      throw new CommandFailure(file + " has no valid call; give another --input");
    }
    return templates.size() == count
        ? templates.stream().map(call -> call.shifted(0, "")).iterator()
        : Copies.of(templates, count, Clock.systemUTC()).calls().limit(count).iterator();
  }

  private List<Template> read(long most) {
    CallParser parser = new CallParser(Limits.DEFAULT, Clock.systemUTC());
    Set<String> ids = new HashSet<>();
    List<Template> templates = new ArrayList<>();
    try (CallReader reader = new CallFile(file, CallFormat.AUTO).open()) {
      byte[] record;
      while (templates.size() < most && (record = reader.next()) != null) {
        if (parser.parse(record) instanceof Valid valid && ids.add(valid.call().getCrimeId())) {
          templates.add(Template.of(record));
        }
      }
    } catch (InputFault e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
    templates.sort(Comparator.comparing(Template::time));
    return templates;
  }
}
