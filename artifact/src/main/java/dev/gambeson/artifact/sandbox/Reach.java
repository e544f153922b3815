package dev.gambeson.artifact.sandbox;

import dev.gambeson.artifact.sandbox.Landlock.Access;
import dev.gambeson.artifact.sandbox.Landlock.Rule;
import dev.gambeson.core.GambesonException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds what a job must be able to reach.
final class Reach {
  private static final List<String> PROGRAMS =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store");
  private static final List<String> FILES =
      List.of(
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/alternatives",
          "/etc/localtime",
          "/proc/cpuinfo",
          "/proc/meminfo",
          "/proc/stat",
          "/proc/filesystems",
          "/proc/sys/vm/overcommit_memory",
          "/sys/devices/system/cpu",
          "/dev/zero",
          "/dev/random",
          "/dev/urandom");
  private static final List<String> DEVICES = List.of("/dev/null");

  private Reach() {}

  /// The absolute path of a program, links not resolved: a virtual environment is known by its
  /// link.
  static Path program(String name) {
    if (name.contains("/")) {
      return executable(Path.of(name).toAbsolutePath().normalize())
          ? Path.of(name).toAbsolutePath().normalize()
          : refuse(name);
    }
    String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
      boolean shim = Path.of(folder).endsWith("shims"); // pyenv, asdf: starts a manager
      if (executable(candidate) && !shim) {
        return candidate.normalize();
      }
    }
    return refuse(name);
  }

  private static boolean executable(Path p) {
    return Files.isRegularFile(p) && Files.isExecutable(p);
  }

  private static Path refuse(String name) {
    throw GambesonException.usage(
        "There is no program '%s'. Name one that is installed, or its full path.".formatted(name));
  }

  /// Everything that a program's process may open.
  static List<Rule> rules(Path program, Job job, Path scratch) {
    Set<Rule> rules = new LinkedHashSet<>();
    PROGRAMS.forEach(p -> addIfThere(rules, p, Access.EXECUTE));
    FILES.forEach(p -> addIfThere(rules, p, Access.READ));
    DEVICES.forEach(p -> addIfThere(rules, p, Access.DEVICE));
    installation(program).forEach(p -> rules.add(new Rule(p, Access.EXECUTE)));
    job.runs().forEach(p -> rules.add(new Rule(named(p), Access.EXECUTE)));
    job.reads().forEach(p -> rules.add(new Rule(named(p), Access.READ)));
    rules.add(new Rule(scratch, Access.WRITE));
    return List.copyOf(rules);
  }

  private static void addIfThere(Set<Rule> rules, String path, Access access) {
    if (Files.exists(Path.of(path))) {
      rules.add(new Rule(Path.of(path), access));
    }
  }

  /// A path that the caller grants: the thing itself, not what a link in its place points to later.
  private static Path named(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw GambesonException.usage(
          "The sandbox is to let a program read %s, but it is not there.".formatted(path));
    }
  }

  /// The program and, where it lies in a `bin` folder of an installation of its own (a virtual
  /// environment, a Java or Python home), that installation. Never a home folder or an ancestor of
  /// one.
  static List<Path> installation(Path program) {
    List<Path> all = new ArrayList<>();
    Path real = named(program);
    for (Path p : List.of(program, real)) {
      all.add(p);
      Path bin = p.getParent();
      Path prefix = bin == null ? null : bin.getParent();
      if (bin != null && prefix != null && bin.endsWith("bin") && isInstallation(prefix)) {
        all.add(prefix);
      }
    }
    return all;
  }

  private static boolean isInstallation(Path prefix) {
    Path home = Path.of(System.getProperty("user.home", "/"));
    return prefix.getNameCount() > 0
        && !home.startsWith(prefix)
        && !prefix.equals(home.resolve(".local"))
        && Files.isDirectory(prefix.resolve("lib"));
  }
}
