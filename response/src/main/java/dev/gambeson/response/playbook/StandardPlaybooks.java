package dev.gambeson.response.playbook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The playbooks that come with the product: extraction, evasion probing, canary hit, poisoned
/// update, drift. They name the overlays `tighten` and `coarsen` and the routes `security` and
/// `model-owners`, which the settings must define; a [Drill] says which are missing.
public final class StandardPlaybooks {
  private static final List<String> NAMES =
      List.of("canary-hit", "drift", "evasion-probing", "extraction", "poisoned-update");

  private StandardPlaybooks() {}

  /// All of them, by id.
  public static List<Playbook> all() {
    return NAMES.stream()
        .map(n -> PlaybookReader.parse(text("standard/" + n + ".yaml"), "The playbook " + n))
        .toList();
  }

  /// The JSON Schema (draft 2020-12) of a playbook, for editors.
  public static String schema() {
    return text("playbook.schema.json");
  }

  private static String text(String name) {
    try (InputStream in = StandardPlaybooks.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
