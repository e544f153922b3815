package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/// JSON: settings, indexes, tokenizers, lines of records. Every key and value is judged by
/// [DataRules]; nothing is bound to a class.
class JsonText extends TextKind {
  private static final Pattern BEGIN =
      Pattern.compile(
          "^\\s*(?:\\{\\s*(?:[\"}]|//|/\\*)|\\[\\s*(?:[\"\\[{\\]0-9-]|true|false|null|NaN))");
  private static final Set<String> ENDINGS =
      Set.of("json", "jsonl", "ndjson", "geojson", "jsonld", "webmanifest", "json5");

  @Override
  public String kind() {
    return "json";
  }

  @Override
  boolean fits(Input input, String head) {
    return BEGIN.matcher(head).find() || ENDINGS.contains(input.ending());
  }

  @Override
  public void parse(Input input, Scan scan) {
    DataRules rules = new DataRules(input, scan);
    try {
      int values = new JsonWalk(scan, rules).read(stream(input));
      if (values > 1) {
        scan.kind("jsonl");
      }
      scan.ownAll();
    } catch (Malformed e) {
      if (!Endings.isProse(input.ending())) {
        throw e;
      }
      scan.kind("text");
      PlainText.read(input, scan);
    } finally {
      rules.finish();
    }
  }

  /// The bytes as UTF-8.
  static InputStream stream(Input input) {
    Charset charset = Texts.charset(input).orElse(StandardCharsets.UTF_8);
    if (charset.equals(StandardCharsets.UTF_8)) {
      return new SegmentStream(input.bytes());
    }
    return new ByteArrayInputStream(Texts.all(input).getBytes(StandardCharsets.UTF_8));
  }
}
