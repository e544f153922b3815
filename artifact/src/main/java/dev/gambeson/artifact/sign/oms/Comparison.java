package dev.gambeson.artifact.sign.oms;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compares what lies in a folder with what was signed. Names of a manifest are only looked up
/// among the files that were found: none of them is ever opened as a path.
final class Comparison {
  /// How many unsigned files are read to find out whether they are renamed signed ones.
  private static final int MAX_RENAMED = 1000;

  private final Tree tree;
  private final ModelVerifier.Request request;
  private final FileDigests reader;
  private final Map<String, String> known = new HashMap<>();

  Comparison(Tree tree, ModelVerifier.Request request, FileDigests reader) {
    this.tree = tree;
    this.request = request;
    this.reader = reader;
  }

  /// What was found.
  ///
  /// @param leftOut files that are there and not covered
  /// @param bytes size of the files that were compared
  record Found(List<Difference> differences, List<String> leftOut, long bytes) {}

  Found with(Manifest manifest, Ignored agreed) {
    SortedMap<String, String> signed = named(manifest);
    Set<String> extra = new HashSet<>(request.signature().withinEver(request.model()));
    Ignored here = Ignored.with(request.ignore().stream().map(Ignored::asked).toList());
    List<String> present =
        signed.keySet().stream().filter(n -> tree.files().containsKey(n)).toList();
    Map<String, String> found = digests(present);
    TreeMap<String, Difference> differences = new TreeMap<>(Names.BY_CODE_POINT);
    signed.forEach((name, digest) -> {
      if (!found.containsKey(name)) {
        differences.put(name, new Difference.Missing(name));
      } else if (!same(digest, found.getOrDefault(name, ""))) {
        differences.put(name, new Difference.Changed(name, digest, found.getOrDefault(name, "")));
      }
    });
    List<String> leftOut = new ArrayList<>();
    List<String> unsigned = new ArrayList<>();
    for (String name : tree.files().keySet()) {
      if (!signed.containsKey(name) && !extra.contains(name)) {
        boolean out = agreed.covers(name) || here.covers(name) || request.ignoreUnsigned();
        (out ? leftOut : unsigned).add(name);
      }
    }
    unsigned.forEach(n -> differences.put(n, new Difference.Unsigned(n)));
    renamed(signed, unsigned, differences);
    tree.odd()
        .forEach((name, what) -> {
          boolean out = agreed.covers(name) || here.covers(name) || request.ignoreUnsigned();
          if (signed.containsKey(name) || !out) {
            differences.put(name, new Difference.Odd(name, what));
          }
        });
    return new Found(List.copyOf(differences.values()), leftOut, tree.bytes(present));
  }

  /// The list under the names of this folder: one unnamed file is the one that is there.
  private SortedMap<String, String> named(Manifest manifest) {
    if (manifest.isOfOneUnnamedFile() && tree.files().size() == 1 && tree.odd().isEmpty()) {
      TreeMap<String, String> one = new TreeMap<>(Names.BY_CODE_POINT);
      one.put(tree.files().firstKey(), manifest.digests().values().iterator().next());
      return one;
    }
    return manifest.digests();
  }

  private Map<String, String> digests(List<String> names) {
    known.putAll(reader.of(tree, names.stream().filter(n -> !known.containsKey(n)).toList()));
    Map<String, String> found = new HashMap<>();
    names.forEach(n -> found.put(n, known.getOrDefault(n, "")));
    return found;
  }

  private static boolean same(String signed, String found) {
    return !found.isEmpty()
        && MessageDigest.isEqual(HexFormat.of().parseHex(signed), HexFormat.of().parseHex(found));
  }

  /// Pairs missing files with unsigned ones of the same content: one sentence for the reader
  /// instead of two.
  private void renamed(
      SortedMap<String, String> signed,
      List<String> unsigned,
      SortedMap<String, Difference> differences) {
    List<String> missing =
        signed.keySet().stream()
            .filter(n -> differences.get(n) instanceof Difference.Missing)
            .toList();
    if (missing.isEmpty() || unsigned.isEmpty() || unsigned.size() > MAX_RENAMED) {
      return;
    }
    Map<String, String> nameOfDigest = new HashMap<>();
    digests(unsigned).forEach((name, digest) -> nameOfDigest.put(digest, name));
    for (String name : missing) {
      String now = nameOfDigest.remove(signed.getOrDefault(name, ""));
      if (now != null) {
        differences.put(name, new Difference.Renamed(name, now));
        differences.remove(now);
      }
    }
  }
}
