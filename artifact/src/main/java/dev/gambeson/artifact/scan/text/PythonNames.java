package dev.gambeson.artifact.scan.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// What importing or calling a Python name can do: `python-names.tsv` beside this class. A name
/// stands for everything below it; the longest entry decides.
public final class PythonNames {
  /// What is known about a name.
  public enum Standing {
    /// Part of a model library, or harmless.
    KNOWN,
    /// Runs code, reaches files or the network.
    DANGEROUS,
    /// In no list.
    UNKNOWN
  }

  /// An answer with its reason.
  ///
  /// @param reason in words for a message
  public record Answer(Standing standing, String reason) {}

  private static final Answer UNKNOWN = new Answer(Standing.UNKNOWN, "of no known library");
  private static final Pattern INTERNAL = Pattern.compile("(?:^|\\.)_[A-Za-z_]");
  private static final Map<String, Answer> ENTRIES = read();

  private PythonNames() {}

  /// What is known about a dotted name, for example `torch.optim.Adam`.
  public static Answer of(String name) {
    String plain = name.strip().replace(':', '.');
    for (String part = plain; !part.isEmpty(); part = parent(part)) {
      Optional<Answer> entry = Optional.ofNullable(ENTRIES.get(part));
      if (entry.isPresent()) {
        boolean internal =
            entry.get().standing() == Standing.KNOWN
                && INTERNAL.matcher(plain.substring(part.length())).find();
        return internal
            ? new Answer(Standing.DANGEROUS, "reaches the inside of a library")
            : entry.get();
      }
    }
    return UNKNOWN;
  }

  /// Whether the name is that of a class, as Python programmers write it.
  static boolean isClass(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return !last.isEmpty() && Character.isUpperCase(last.charAt(0));
  }

  private static String parent(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }

  private static Map<String, Answer> read() {
    Map<String, Answer> entries = new HashMap<>();
    try (InputStream in =
            Objects.requireNonNull(PythonNames.class.getResourceAsStream("python-names.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
        String[] cells = line.split("\t", -1);
        Standing standing = Standing.valueOf(cells[0].toUpperCase(Locale.ROOT));
        for (String name : cells[1].split(" ", -1)) {
          entries.put(name, new Answer(standing, cells[2]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(entries);
  }
}
