package dev.gambeson.cli;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/// Entry point: command line in, exit code out. Users never see a stack trace unless they ask with
/// `GAMBESON_DEBUG=1`.
public final class Main {
  private Main() {}

  /// Runs the command and ends the process with its exit code.
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    out.flush();
    if (out.checkError() && code == ExitCode.CLEAN.code()) {
      code = ExitCode.COULD_NOT_RUN.code(); // a closed pipe or full disk must not look like success
    }
    System.exit(code);
  }

  /// Runs the command against the given streams.
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return commandLine(out, err, args).execute(args);
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err, String... args) {
    return GambesonCommand.line(args)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    Throwable told = e;
    while (told.getCause() != null && !(told instanceof GambesonException)) {
      told = told.getCause(); // an option's own complaint, wrapped by the parser
    }
    String message = told instanceof GambesonException ? told.getMessage() : e.getMessage();
    err.println("gambeson: " + Printable.line(String.valueOf(message)));
    List<String> known = List.copyOf(e.getCommandLine().getSubcommands().keySet());
    if (e instanceof CommandLine.UnmatchedArgumentException && args.length > 0) {
      Text.didYouMean(args[0], known)
          .ifPresent(k -> err.println("Did you mean `gambeson " + k + "`?"));
    }
    err.println(
        "See `"
            + e.getCommandLine().getCommandSpec().qualifiedName()
            + " --help` for its options and examples.");
    return ExitCode.USAGE.code();
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    boolean debug = "1".equals(System.getenv("GAMBESON_DEBUG"));
    ExitCode code = ExitCode.INTERNAL;
    if (e instanceof GambesonException known) {
      code = known.exitCode();
      err.println("gambeson: " + Printable.text(String.valueOf(e.getMessage())));
    } else {
      err.println(
          "gambeson: internal error (%s). This is a bug in Gambeson, not in your files; please report it with the output of the same command under GAMBESON_DEBUG=1."
              .formatted(e.getClass().getSimpleName()));
    }
    if (debug) {
      Arrays.stream(e.getStackTrace()).limit(40).forEach(f -> err.println("    at " + f));
    }
    return code.code();
  }
}
