package dev.gambeson.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this build, from the jar's manifest.
public final class Version implements IVersionProvider {
  /// For example `0.1.0-SNAPSHOT`; `development` when run from class files.
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "gambeson " + text(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
