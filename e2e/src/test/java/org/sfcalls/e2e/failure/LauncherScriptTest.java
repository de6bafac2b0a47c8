package org.sfcalls.e2e.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.Launcher;

/** The script {@code sfcalls}, in a project whose parts are empty, with a Java that prints. */
class LauncherScriptTest {
  private static final String JAVA_17 = "openjdk version \"17.0.13\" 2024-10-15\nOpenJDK 64-Bit\n";

  @TempDir private Path folder;

  private record Ended(int exitCode, String out, String err) {}

  @Test
  void aJavaIsAskedForItsVersionWhereNoFileSaysIt() throws Exception {
    for (String before :
        List.of(
            "",
            "Picked up JAVA_TOOL_OPTIONS: -Dx=y\n",
            "Picked up _JAVA_OPTIONS: -Dx=\"java version \"8\"\"\n",
            "NOTE: Picked up JDK_JAVA_OPTIONS: -Dx=y\n")) {
      Ended ended = run(project("plain"), jdk(before + JAVA_17, 0), Map.of(), "consume", "t");

      assertThat(ended.err()).isEmpty();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out()).contains("argument consume\n");
    }
  }

  @Test
  void anotherJavaAndOneThatDoesNotStartAreRefusedInOneLine() throws Exception {
    Ended older = run(project("plain"), jdk("java version \"1.8.0_392\"\n", 0), Map.of(), "run");
    assertThat(older.exitCode()).isEqualTo(2);
    assertThat(older.err()).containsOnlyOnce("\n").contains("is Java 1; Java 17 is needed");

    Ended broken =
        run(project("plain"), jdk("Unrecognized option: -x\nError: no VM\n", 1), Map.of(), "run");
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.err())
        .containsOnlyOnce("\n")
        .contains("does not start: Unrecognized option: -x; Error: no VM");
  }

  @Test
  void javaGetsALocaleInWhichItCanNameAnyFile() throws Exception {
    Path project = project("Données d'été, señal;1");

    Ended ended = run(project, jdk(JAVA_17, 0), Map.of("LC_ALL", "C"), "replay", "año");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains("LC_ALL=C.UTF-8\n", "argument año\n")
        .contains("argument " + project.resolve("tools/target/tools.jar") + ":");

    ended = run(project, jdk(JAVA_17, 0), Map.of("LC_ALL", "C.utf8"), "replay");
    assertThat(ended.out()).contains("LC_ALL=C.utf8\n");
  }

  @Test
  void aFolderThatJavaCanNotRunFromIsRefused() throws Exception {
    Ended ended = run(project("a:b"), jdk(JAVA_17, 0), Map.of(), "up");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).containsOnlyOnce("\n").contains("a:b", "move the folder");
  }

  @Test
  void aUserWithoutANameIsRefusedWhereSparkRuns() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    Path id = tools.resolve("id");
    Files.writeString(id, "#!/bin/sh\n[ \"$1\" = -u ] && echo 54321\n");
    assertThat(id.toFile().setExecutable(true)).isTrue();
    Map<String, String> nameless = Map.of("PATH", tools + ":" + System.getenv("PATH"));

    for (String command : List.of("run", "up", "analytics", "audit", "bench")) {
      Ended ended = run(project("plain"), jdk(JAVA_17, 0), nameless, command);
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).containsOnlyOnce("\n").contains("user id 54321 has no name");
    }
    assertThat(run(project("plain"), jdk(JAVA_17, 0), nameless, "consume", "t").exitCode())
        .isZero();
  }

  @Test
  void aLimitOfOpenFilesThatIsTooLowIsNamed() throws Exception {
    Path script = project("plain").resolve("sfcalls");
    Path jdk = jdk(JAVA_17, 0);

    Ended ended =
        run(List.of("bash", "-c", "ulimit -n 256; exec bash " + script + " run"), jdk, Map.of());
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .containsOnlyOnce("\n")
        .contains("only 256 files at a time, and 512 are needed: raise the limit (ulimit");
    ended =
        run(List.of("bash", "-c", "ulimit -n 512; exec bash " + script + " run"), jdk, Map.of());
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void aHeapForEveryProgramThatIsTooSmallIsRefused() throws Exception {
    for (String small : List.of("-Xmx64m", "-Xmx4g -Xmx1000m", "-Dx=y -Xmx1048575K", "-Xmx1000")) {
      Ended ended = run(project("plain"), jdk(JAVA_17, 0), Map.of("_JAVA_OPTIONS", small), "run");
      assertThat(ended.exitCode()).as(small).isEqualTo(2);
      assertThat(ended.err())
          .containsOnlyOnce("\n")
          .contains("_JAVA_OPTIONS gives every program a heap of ", "take -Xmx out of it");
    }
    for (String enough : List.of("-Xmx1g", "-Xmx64m -Xmx1024m", "-Dx=-Xmx1k")) {
      assertThat(
              run(project("plain"), jdk(JAVA_17, 0), Map.of("_JAVA_OPTIONS", enough), "up").err())
          .as(enough)
          .isEmpty();
    }
  }

  @Test
  void variablesOfAnotherSparkOrHadoopDoNotReachTheProgram() throws Exception {
    Map<String, String> others =
        Map.of(
            "SPARK_CONF_DIR", "/opt/spark/conf",
            "SPARK_LOCAL_DIRS", "/scratch",
            "SPARK_HOME", "/opt/spark",
            "HADOOP_CONF_DIR", "/etc/hadoop",
            "SPARK_LOCAL_IP", "192.0.2.1");

    Ended ended = run(project("plain"), jdk(JAVA_17, 0), others, "analytics");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .doesNotContain("SPARK_CONF_DIR", "SPARK_LOCAL_DIRS", "/opt/spark", "HADOOP_CONF_DIR")
        .contains("SPARK_LOCAL_IP=192.0.2.1\n");
  }

  @Test
  void theSettingsOfAnotherClusterReachOnlyProgramsThatMayUseIt() throws Exception {
    Map<String, String> cluster =
        Map.of(
            "SFCALLS_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "SFCALLS_REGISTRY_BASIC_AUTH_USER_INFO", "a:b",
            "SFCALLS_TOPIC_PREFIX", "staging");

    Ended up = run(project("plain"), jdk(JAVA_17, 0), cluster, "up");
    assertThat(up.out())
        .doesNotContain("SFCALLS_KAFKA", "SFCALLS_REGISTRY")
        .contains("SFCALLS_TOPIC_PREFIX=staging\n");
    Ended ingest = run(project("plain"), jdk(JAVA_17, 0), cluster, "ingest");
    assertThat(ingest.out())
        .contains("SFCALLS_KAFKA_SECURITY_PROTOCOL=SASL_SSL", "SFCALLS_REGISTRY_BASIC_AUTH");
  }

  /** A copy of the script, with an empty file for each part that it looks for. */
  private Path project(String name) throws IOException {
    Path project = Files.createDirectories(folder.resolve(name));
    Path script = Launcher.HOME.resolve("sfcalls");
    Files.write(project.resolve("sfcalls"), Files.readAllBytes(script));
    Matcher part = Pattern.compile("[a-z/-]+/target/[a-z./-]+").matcher(Files.readString(script));
    while (part.find()) {
      Path file = project.resolve(part.group());
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    }
    return project;
  }

  /**
   * A JDK without a file that says its version.
   *
   * @param version what {@code java -version} prints
   * @param exitCode how that ends
   */
  private Path jdk(String version, int exitCode) throws IOException {
    Path jdk = folder.resolve("jdk");
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          cat >&2 <<'END'
        %sEND
          exit %d
        fi
        env
        printf 'argument %%s\\n' "$@"
        """
            .formatted(version, exitCode));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return jdk;
  }

  private Ended run(Path project, Path jdk, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", project + "/sfcalls"));
    command.addAll(List.of(arguments));
    return run(command, jdk, environment);
  }

  private Ended run(List<String> command, Path jdk, Map<String, String> environment)
      throws Exception {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("JAVA_HOME", jdk.toString());
    variables.putIfAbsent("PATH", System.getenv("PATH"));
    variables.putIfAbsent("LC_ALL", "C.UTF-8");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder process =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    process.environment().clear();
    process.environment().putAll(variables);
    int exitCode = process.start().waitFor();
    return new Ended(exitCode, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
