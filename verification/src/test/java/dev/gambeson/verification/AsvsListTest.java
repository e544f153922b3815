package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The list of docs/asvs.md: complete, and without a test that does not exist.
@NullMarked
class AsvsListTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  private record Item(
      String id, String level, String verdict, String words, String how, String tests) {
    static Item of(String line) {
      String[] cells = line.split("(?<!\\\\)\\|", -1);
      assertThat(cells).as(line).hasSize(8);
      return new Item(
          cells[1].strip(),
          cells[2].strip(),
          cells[3].strip(),
          cells[4].strip(),
          cells[5].strip(),
          cells[6].strip());
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs/asvs.md")) ? here : here.getParent();
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(root().resolve("docs/asvs.md"));
  }

  private static List<Item> items() throws IOException {
    return lines().stream().filter(l -> l.startsWith("| V")).map(Item::of).toList();
  }

  private static List<String> standard() throws IOException {
    try (InputStream in = AsvsListTest.class.getResourceAsStream("asvs-5.0-levels-1-2.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void everyRequirementOfTheTwoLevelsStandsInItOnce() throws IOException {
    List<String> all = items().stream().map(i -> i.id() + " " + i.level()).toList();
    assertThat(all).hasSize(253).containsExactlyElementsOf(standard());
  }

  @Test
  void whatIsMetNamesATestAndTheRestSaysWhy() throws IOException {
    for (Item item : items()) {
      assertThat(item.verdict()).as(item.id()).isIn("met", "met (read)", "n/a", "NOT met");
      assertThat(item.words()).as(item.id()).isNotEmpty();
      assertThat(item.how()).as(item.id()).isNotEmpty();
      assertThat(TEST.matcher(item.tests()).find())
          .as(item.id() + ": a test, if and only if it is met")
          .isEqualTo(item.verdict().equals("met"));
    }
  }

  @Test
  void theCountsAtItsTopAreThoseOfItsLines() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    items().forEach(i -> counts.merge(i.verdict(), 1, Integer::sum));
    assertThat(lines())
        .anyMatch(l -> l.startsWith("- **met** (%d)".formatted(counts.get("met"))))
        .anyMatch(l -> l.startsWith("- **met (read)** (%d)".formatted(counts.get("met (read)"))))
        .anyMatch(l -> l.startsWith("- **n/a** (%d)".formatted(counts.get("n/a"))))
        .anyMatch(l -> l.startsWith("- **NOT met** (%d)".formatted(counts.get("NOT met"))));
  }

  @Test
  void everyTestThatItNamesExists() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path file : sources("src/test/java")) {
      sources.put(
          file.getFileName().toString().replaceFirst("\\.java$", ""), Files.readString(file));
    }
    List<String> missing = new ArrayList<>();
    for (Item item : items()) {
      TEST.matcher(item.tests())
          .results()
          .filter(r -> !sources.getOrDefault(r.group(1), "").contains("void " + r.group(2) + "("))
          .forEach(r -> missing.add(item.id() + " " + r.group()));
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void noWeakHashIsNamedInTheCodeOfTheGateway() throws IOException {
    for (String room : List.of("server", "guard", "response", "registry")) {
      for (Path file : sources(room + "/src/main/java")) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainPattern("\"(MD5|MD2|SHA-?1|HmacSHA1|HmacMD5)\"");
      }
    }
  }

  private static List<Path> sources(String part) throws IOException {
    Path root = root();
    List<Path> found = new ArrayList<>();
    try (Stream<Path> rooms = Files.list(root)) {
      for (Path room : rooms.filter(Files::isDirectory).toList()) {
        Path folder = part.startsWith("src") ? room.resolve(part) : root.resolve(part);
        if (Files.isDirectory(folder) && (part.startsWith("src") || folder.startsWith(room))) {
          try (Stream<Path> files = Files.walk(folder)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
          }
        }
      }
    }
    assertThat(found).as(part).isNotEmpty();
    return found;
  }
}
