package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.check.ModelFileChecks;
import dev.gambeson.artifact.onnx.ExternalData;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Set;

/// ONNX: a protobuf message, judged by the same checks as in an audit (GB-ART-001, 003, 004, 005),
/// and its references to other files as a loader would follow them.
///
/// Memory: tensors of a mapped file are not copied, so the file may be larger than the heap; its
/// structure (nodes, names, typed lists of numbers) is, within half of the heap. Files from 2 GiB
/// on are no valid protobuf and are inconclusive.
final class OnnxModel implements FormatParser {
  private static final int MAX_FIELDS = 100_000;
  private static final Set<Integer> NUMBERS = Set.of(1, 5);
  private static final Set<Integer> TEXTS = Set.of(2, 3, 4, 6, 7, 8, 14, 20, 25, 26);
  private static final Set<Integer> GRAPH =
      Set.of(0x0a, 0x12, 0x2a, 0x52, 0x5a, 0x62, 0x6a, 0x72, 0x7a, 0x82);

  @Override
  public String kind() {
    return "onnx";
  }

  /// Protobuf has no magic number: a graph must come, after known fields only.
  @Override
  public boolean recognises(Input in) {
    long at = 0;
    boolean hasVersion = false;
    for (int i = 0; i < MAX_FIELDS && at < in.size(); i++) {
      int tag = in.u8(at);
      int field = tag >> 3;
      if (tag == 0xa2 || tag == 0xca || tag == 0xd2) { // 20, 25, 26: two bytes
        return hasVersion && in.u8(at + 1) == 1;
      }
      if ((tag & 7) == 0 && NUMBERS.contains(field)) {
        hasVersion |= field == 1 && in.u8(at + 1) < 100;
        at = Varint.end(in, at + 1);
      } else if ((tag & 7) == 2 && TEXTS.contains(field)) {
        long length = Varint.at(in, at + 1);
        long body = Varint.end(in, at + 1);
        if (field == 7) {
          return GRAPH.contains(in.u8(body)) && (hasVersion || body + length < in.size());
        }
        at = Math.addExact(body, length);
      } else {
        return false;
      }
    }
    return false;
  }

  @Override
  public void parse(Input input, Scan scan) {
    ModelFileChecks.Examined examined = Checked.examine(input, scan);
    scan.ownAll();
    for (ExternalData data : examined.external()) {
      external(input, scan, data);
    }
  }

  private static void external(Input input, Scan scan, ExternalData data) {
    ModelFileChecks.escape(input.file(), data.location())
        .ifPresentOrElse(
            why ->
                scan.flag(
                    Rules.PATH,
                    Severity.CRITICAL,
                    0,
                    "path out of the model",
                    "%s takes its values from a file whose path %s (CVE-2022-25882, CVE-2024-27318, CVE-2025-51480)."
                        .formatted(data.path(), why)),
            () -> inside(input, scan, data));
  }

  private static void inside(Input input, Scan scan, ExternalData data) {
    try {
      ExternalFile.check(input, data);
    } catch (Malformed e) {
      scan.unread(
          Rules.MALFORMED,
          0,
          "external data that is not there",
          "%s takes its values from another file, but %s.".formatted(data.path(), e.getMessage()));
    }
  }
}
