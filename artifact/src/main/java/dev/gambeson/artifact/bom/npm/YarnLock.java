package dev.gambeson.artifact.bom.npm;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// yarn.lock of Yarn 1: blocks of `name@range:` with indented fields.
final class YarnLock {
  private final Place place;
  private final BillBuilder bill;
  private final Map<String, String> byRequest = new HashMap<>();
  private final List<Block> blocks = new ArrayList<>();

  private static final class Block {
    private final List<String> requests = new ArrayList<>();
    private final List<String> needs = new ArrayList<>();
    private String version = "";
    private String resolved = "";
    private String integrity = "";
    private int line;
  }

  YarnLock(Place place, BillBuilder bill) {
    this.place = place;
    this.bill = bill;
  }

  /// Reads the text.
  ///
  /// @param asked `name@range` that package.json beside it asks for
  void read(String text, Set<String> asked) {
    parse(text.lines().toList());
    for (Block block : blocks) {
      add(block, asked);
    }
    for (Block block : blocks) {
      String from = block.requests.isEmpty() ? null : byRequest.get(block.requests.getFirst());
      for (String need : block.needs) {
        String to = byRequest.get(need);
        if (from != null && to != null) {
          bill.edge(from, to);
        }
      }
    }
  }

  private void parse(List<String> lines) {
    @Nullable Block block = null;
    boolean dependencies = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        block = open(line, i + 1);
        dependencies = false;
      } else if (block != null && line.startsWith("    ")) {
        if (dependencies) {
          block.needs.add(request(line));
        }
      } else if (block != null) {
        dependencies = line.strip().endsWith("ependencies:");
        field(block, line.strip());
      }
    }
  }

  private Block open(String line, int number) {
    Block block = new Block();
    block.line = number;
    String head = line.strip().replaceFirst(":$", "");
    for (String part : head.split(",\\s*")) {
      block.requests.add(unquoted(part));
    }
    blocks.add(block);
    return block;
  }

  private static void field(Block block, String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      return;
    }
    String value = unquoted(line.substring(space + 1));
    switch (line.substring(0, space)) {
      case "version" -> block.version = value;
      case "resolved" -> block.resolved = value;
      case "integrity" -> block.integrity = value;
      default -> {}
    }
  }

  private static String request(String line) {
    String[] pair = line.strip().split("\\s+", 2);
    return unquoted(pair[0]) + "@" + (pair.length > 1 ? unquoted(pair[1]) : "");
  }

  private static String unquoted(String text) {
    String t = text.strip();
    return t.length() > 1 && t.startsWith("\"") && t.endsWith("\"")
        ? t.substring(1, t.length() - 1)
        : t;
  }

  private void add(Block block, Set<String> asked) {
    String first = block.requests.getFirst();
    int at = first.indexOf('@', 1);
    String name = at < 0 ? first : first.substring(0, at);
    String range = at < 0 ? "" : first.substring(at + 1);
    if (range.startsWith("npm:")) { // an alias: the real package stands in the range
      int cut = range.indexOf('@', 5);
      name = cut < 0 ? range.substring(4) : range.substring(4, cut);
    }
    if (!Ecosystem.NPM.isName(name)) {
      bill.gap(place.file(), "Line %d names no npm package.".formatted(block.line));
      return;
    }
    boolean direct = block.requests.stream().anyMatch(asked::contains);
    Library library =
        Library.of(
                Ecosystem.NPM,
                name,
                block.version,
                Scope.REQUIRED,
                new Place(place.file(), block.line))
            .directly(direct)
            .hashed(Digest.integrity(block.integrity).stream().toList())
            .from(IndexAddress.withoutSecrets(block.resolved));
    String purl = bill.add(library);
    block.requests.forEach(r -> byRequest.put(r, purl));
    if (direct) {
      bill.edge(Bill.ROOT, purl);
    }
  }
}
