package dev.gambeson.verification;

import dev.gambeson.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// Runs the real command line inside this process.
final class Cli {
  private Cli() {}

  /// What a command did.
  record Ran(int code, String out, String err) {}

  static Ran run(List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }
}
