package org.sfcalls.access;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
public final class ProgramVersion implements IVersionProvider {
  private static final String MAVEN = "/META-INF/maven/org.sfcalls/command/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties maven = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream(MAVEN)) {
      if (in != null) {
        maven.load(in);
      }
    }
    return new String[] {"sfcalls " + maven.getProperty("version", "(not packaged)")};
  }
}
