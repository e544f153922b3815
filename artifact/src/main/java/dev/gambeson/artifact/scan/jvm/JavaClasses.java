package dev.gambeson.artifact.scan.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What creating an object of a Java class can do, by name: a list with reasons, in
/// `java-classes.tsv` beside this class. The longest entry that fits decides, so that a list can
/// allow a package and still name the one class in it that is dangerous.
public final class JavaClasses {
  /// Whether an object of a class may be in a file.
  public enum Standing {
    /// Data of the JDK or of a known library.
    ALLOWED,
    /// Reaches the network, or builds other objects by name.
    DANGEROUS,
    /// Runs code when it is read, in a published attack.
    GADGET
  }

  /// An entry of the list.
  ///
  /// @param pattern a class, or a prefix that ends in `*`
  /// @param reason why, in words for a message
  public record Entry(String pattern, Standing standing, String reason) {
    private boolean fits(String name) {
      return pattern.endsWith("*")
          ? name.regionMatches(0, pattern, 0, pattern.length() - 1)
          : name.equals(pattern) || name.startsWith(pattern + "$");
    }
  }

  private static final List<Entry> ENTRIES = read();

  private JavaClasses() {}

  /// What is known about a class.
  ///
  /// @param name with dots, for example `java.util.HashMap`; no array
  public static Optional<Entry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.fits(name)).findFirst();
  }

  /// Whether a published attack uses the class, or it reaches the network.
  public static boolean isBad(String name) {
    return find(name).filter(entry -> entry.standing() != Standing.ALLOWED).isPresent();
  }

  private static List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(JavaClasses.class.getResourceAsStream("java-classes.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
        List<String> cells = List.of(line.split("\t", -1));
        Standing standing = Standing.valueOf(cells.get(0).toUpperCase(Locale.ROOT));
        for (String pattern : cells.get(1).split(" ", -1)) {
          entries.add(new Entry(pattern, standing, cells.get(2)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.sort(Comparator.comparingInt((Entry e) -> -e.pattern().length()));
    return List.copyOf(entries);
  }
}
