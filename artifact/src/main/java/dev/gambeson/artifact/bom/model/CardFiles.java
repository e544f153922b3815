package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Folder;
import dev.gambeson.artifact.bom.Licences;
import dev.gambeson.artifact.bom.Trees;
import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The files beside a model that describe it: README.md with front matter (as Hugging Face writes
/// it), config.json, LICENSE.
final class CardFiles {
  private static final long MAX_TEXT = 4 << 20;
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*)");

  private CardFiles() {}

  /// Reads what lies beside a file.
  static void read(Path folder, Folder examined, Facts facts, BillBuilder bill) {
    for (String name : List.of("README.md", "readme.md", "model_card.md", "MODEL_CARD.md")) {
      guarded(folder.resolve(name), examined, bill, f -> readme(text(f), facts));
    }
    guarded(folder.resolve("config.json"), examined, bill, f -> config(Trees.read(f), facts));
    for (String name : List.of("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING")) {
      guarded(
          folder.resolve(name),
          examined,
          bill,
          f -> Licences.ofText(text(f)).ifPresent(id -> facts.add("licences", id)));
    }
  }

  private interface Step {
    void read(Path file);
  }

  private static void guarded(Path file, Folder examined, BillBuilder bill, Step step) {
    if (!Files.isRegularFile(file) || Files.isSymbolicLink(file)) {
      return;
    }
    try {
      step.read(file);
    } catch (GambesonException e) {
      bill.gap(examined.name(file), "It cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path file) {
    return new String(BoundedFile.read(file, MAX_TEXT), StandardCharsets.UTF_8);
  }

  static void readme(String text, Facts facts) {
    String body = text;
    if (text.startsWith("---")) {
      int end = text.indexOf("\n---", 3);
      if (end > 0) {
        frontMatter(Trees.yaml(text.substring(3, end).getBytes(StandardCharsets.UTF_8)), facts);
        body = text.substring(end + 4);
      }
    }
    title(body).ifPresent(t -> facts.set("title", t));
    section(body, "description", "summary", "overview", "model details")
        .ifPresent(s -> facts.set("description", s));
    section(body, "limitation", "bias", "out-of-scope").ifPresent(s -> facts.set("limitations", s));
    section(body, "intended use", "uses").ifPresent(s -> facts.set("uses", s));
  }

  private static void frontMatter(JsonNode card, Facts facts) {
    facts.set("title", Trees.text(card, "model_name"));
    facts.set("task", Trees.text(card, "pipeline_tag"));
    facts.set("framework", Trees.text(card, "library_name"));
    facts.set("author", Trees.text(card, "author"));
    for (String licence : Trees.texts(card.path("license"))) {
      String named = licence.equals("other") ? Trees.text(card, "license_name") : licence;
      facts.add("licences", Licences.spdx(named.isEmpty() ? licence : named));
    }
    Trees.texts(card.path("datasets")).forEach(d -> facts.add("datasets", d));
    Trees.texts(card.path("base_model")).forEach(b -> facts.add("base-models", b));
    facts.fact("languages", String.join(", ", Trees.texts(card.path("language"))));
    facts.fact("tags", String.join(", ", Trees.texts(card.path("tags"))));
    Trees.items(card.path("model-index"))
        .flatMap(m -> Trees.items(m.path("results")))
        .forEach(r -> result(r, facts));
  }

  private static void result(JsonNode result, Facts facts) {
    facts.set("task", Trees.text(result.path("task"), "type"));
    facts.add("datasets", Trees.text(result.path("dataset"), "name"));
    Trees.items(result.path("metrics"))
        .forEach(m -> facts.add("metrics", Trees.text(m, "type") + ": " + Trees.text(m, "value")));
  }

  private static void config(JsonNode config, Facts facts) {
    facts.set("architecture", Trees.text(config, "model_type"));
    facts.fact("architectures", String.join(", ", Trees.texts(config.path("architectures"))));
    facts.fact("declared-type", Trees.text(config, "torch_dtype"));
    facts.set(
        "framework",
        config.has("transformers_version")
            ? "transformers " + Trees.text(config, "transformers_version")
            : "");
  }

  private static Optional<String> title(String body) {
    return body.lines().filter(l -> l.startsWith("# ")).findFirst().map(l -> l.substring(2));
  }

  /// The first paragraph under the first heading that holds one of these words.
  private static Optional<String> section(String body, String... words) {
    StringBuilder found = new StringBuilder();
    boolean inside = false;
    for (String line : body.lines().limit(20_000).toList()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        if (inside && !found.toString().isBlank()) {
          break;
        }
        String title = heading.group(1).toLowerCase(Locale.ROOT);
        inside = List.of(words).stream().anyMatch(title::contains);
      } else if (inside) {
        if (line.isBlank() && !found.isEmpty()) {
          break;
        }
        found.append(line.strip()).append(' ');
      }
    }
    return found.toString().isBlank() ? Optional.empty() : Optional.of(found.toString());
  }
}
