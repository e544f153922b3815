package dev.gambeson.artifact.sandbox;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A program to run in a sandbox, and all that it may reach.
///
/// Always reachable: the system's programs and libraries (`/usr`, `/lib`, ...), a few files of
/// `/etc`, `/proc` and `/sys` that describe the machine, `/dev/null`, `/dev/zero`, `/dev/random`,
/// the program's own installation, and one fresh folder to write to. In the command, `{out}` stands
/// for the folder whose files are handed back, `{tmp}` for one that is thrown away.
///
/// @param command program and arguments; a name without a slash is looked up in `PATH`
/// @param reads files and folders that it may read
/// @param runs files and folders that it may read and execute
/// @param environment all of its variables, besides `PATH`, `HOME`, `TMPDIR`, `USER`, `LANG`
/// @param limits what it may use up
/// @param channel whether its descriptor 3 is a pipe to us
public record Job(
    List<String> command,
    List<Path> reads,
    List<Path> runs,
    Map<String, String> environment,
    Limits limits,
    boolean channel) {
  /// Stands for the folder whose files are handed back.
  public static final String OUT = "{out}";

  /// Stands for the folder that is thrown away.
  public static final String TMP = "{tmp}";

  public Job {
    command = List.copyOf(command);
    reads = List.copyOf(reads);
    runs = List.copyOf(runs);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw GambesonException.usage("There is no command to run in the sandbox.");
    }
    for (String part : command) {
      if (part.indexOf('\0') >= 0) {
        throw GambesonException.usage("An argument of the sandboxed command holds a zero byte.");
      }
    }
    environment.forEach(Job::checkVariable);
  }

  private static void checkVariable(String name, String value) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || value.indexOf('\0') >= 0) {
      throw GambesonException.usage(
          "'%s' is no name of an environment variable, or its value holds a zero byte."
              .formatted(name));
    }
  }

  /// This command with ordinary limits and nothing to read.
  public static Job of(List<String> command) {
    return new Job(command, List.of(), List.of(), Map.of(), Limits.ordinary(), false);
  }

  /// This command with ordinary limits and nothing to read.
  public static Job of(String... command) {
    return of(List.of(command));
  }

  /// Lets it read these files and folders besides.
  public Job reading(Path... paths) {
    return new Job(command, plus(reads, paths), runs, environment, limits, channel);
  }

  /// Lets it read and execute these files and folders besides.
  public Job running(Path... paths) {
    return new Job(command, reads, plus(runs, paths), environment, limits, channel);
  }

  /// Sets a variable of its environment.
  public Job with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Job(command, reads, runs, more, limits, channel);
  }

  /// The same under other limits.
  public Job within(Limits others) {
    return new Job(command, reads, runs, environment, others, channel);
  }

  /// The same with a pipe to us as descriptor 3; see [SandboxRun#channel].
  public Job withChannel() {
    return new Job(command, reads, runs, environment, limits, true);
  }

  private static List<Path> plus(List<Path> list, Path... more) {
    List<Path> all = new ArrayList<>(list);
    all.addAll(List.of(more));
    return all;
  }
}
