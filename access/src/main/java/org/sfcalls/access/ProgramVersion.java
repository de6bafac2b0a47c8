package org.sfcalls.access;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The project's version, which Maven writes into a resource. */
public final class ProgramVersion implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties version = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
      version.load(in);
    }
    return new String[] {"sfcalls " + version.getProperty("version")};
  }
}
