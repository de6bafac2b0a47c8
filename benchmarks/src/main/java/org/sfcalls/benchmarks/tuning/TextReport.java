package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run as words and tables: as plain text and as Markdown.
 *
 * @param settingsFile where the recommended settings are
 */
record TextReport(TuneContext context, Findings findings, String settingsFile) {
  private static final int WIDTH = 100;
  private static final int NAME_WIDTH = 11;

  /** For a terminal. */
  String text() {
    List<String> blocks = new ArrayList<>();
    for (Answer answer : answers()) {
      blocks.add(underlined(answer.question()));
      for (Answer.Part part : answer.parts()) {
        List<String> lines = new ArrayList<>();
        if (!part.title().isEmpty()) {
          lines.add(part.title());
        }
        part.sentences()
            .forEach(sentence -> lines.add(wrapped("- ", "  ", sentence.replace("`", ""))));
        blocks.add(String.join("\n", lines));
      }
    }
    for (Section section : sections()) {
      blocks.add(underlined(section.title()));
      section.tables().forEach(table -> blocks.add(table.title() + "\n" + table.text()));
    }
    blocks.add(underlined("How to read this"));
    blocks.add(named(context.reading()));
    blocks.add(underlined("Measured on and with"));
    blocks.add(named(context.facts()));
    return String.join("\n\n", blocks);
  }

  /** The same as a Markdown document. */
  String markdown() {
    List<String> blocks = new ArrayList<>();
    blocks.add("# " + title(context));
    for (Answer answer : answers()) {
      blocks.add("## " + answer.question());
      for (Answer.Part part : answer.parts()) {
        if (!part.title().isEmpty()) {
          blocks.add("### " + part.title());
        }
        blocks.add(listed(part.sentences()));
      }
    }
    for (Section section : sections()) {
      blocks.add("## " + section.title());
      for (Table table : section.tables()) {
        blocks.add("### " + table.title());
        blocks.add("```text\n" + table.text() + "\n```");
      }
    }
    blocks.add("## How to read this");
    blocks.add(listed(context.reading()));
    blocks.add("## Measured on and with");
    blocks.add(listed(context.facts()));
    return String.join("\n\n", blocks) + "\n";
  }

  /** What the report is called. */
  static String title(TuneContext context) {
    return context.preset().equals(OriginalTest.PRESET)
        ? "SF Calls: the original's tuning, repeated"
        : "SF Calls: what the settings change";
  }

  private List<Answer> answers() {
    return new Answers(context, findings, settingsFile).all();
  }

  private List<Section> sections() {
    return Section.of(findings);
  }

  private static String underlined(String title) {
    return title + "\n" + "=".repeat(title.length());
  }

  private static String named(Map<String, String> texts) {
    List<String> lines = new ArrayList<>();
    texts.forEach(
        (name, text) ->
            lines.add(
                wrapped(
                    name + " ".repeat(NAME_WIDTH - name.length()), " ".repeat(NAME_WIDTH), text)));
    return String.join("\n", lines);
  }

  private static String listed(List<String> sentences) {
    List<String> lines = new ArrayList<>();
    sentences.forEach(sentence -> lines.add(wrapped("- ", "  ", sentence)));
    return String.join("\n", lines);
  }

  private static String listed(Map<String, String> texts) {
    return listed(
        texts.entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + ": "
                        + (entry.getKey().equals("command")
                            ? "`" + entry.getValue() + "`"
                            : entry.getValue()))
            .toList());
  }

  /** Breaks at spaces; a longer word stands by itself. */
  private static String wrapped(String first, String next, String text) {
    StringBuilder all = new StringBuilder(first);
    int column = first.length();
    boolean begins = true;
    for (String word : text.split(" ")) {
      if (!begins && column + 1 + word.length() > WIDTH) {
        all.append('\n').append(next);
        column = next.length();
        begins = true;
      }
      if (!begins) {
        all.append(' ');
        column++;
      }
      all.append(word);
      column += word.length();
      begins = false;
    }
    return all.toString();
  }
}
