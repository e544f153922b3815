package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.Optional;

/// Files of TensorFlow that are one protobuf message: `saved_model.pb`, frozen graphs,
/// `keras_metadata.pb`, `fingerprint.pb`. Told apart by their first fields, since protobuf has no
/// magic number.
///
/// Every operator is judged, also in functions that nothing calls. What operators compute is not
/// followed: a path that a graph puts together is not known.
final class GraphFile implements FormatParser {
  private static final int SMALL = 4096;
  private static final int MAX_NAME = 4096;

  private final String kind;
  private final String message;

  GraphFile(String kind, String message) {
    this.kind = kind;
    this.message = message;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public String family() {
    return "tensorflow";
  }

  @Override
  public boolean recognises(Input input) {
    return switch (message) {
      case "SavedModel" -> isSavedModel(input);
      case "Graph" -> isGraph(input);
      case "KerasMetadata" -> isKerasMetadata(input);
      default -> isWhole(input);
    };
  }

  /// A small version, then a graph whose first field is a message of its own.
  private static boolean isSavedModel(Input in) {
    if (in.u8(0) != 8 || in.u8(1) > 9 || in.u8(2) != 0x12) {
      return false;
    }
    long body = 3L + varintLength(in, 3);
    long length = varint(in, 3);
    boolean isOnly = body + length >= in.size() || in.u8(body + length) == 0x12;
    return (isOnly && in.u8(body) == 0x0a && (isMetaInfo(in, body) || in.u8(body + 1) == 0))
        || (isOnly && in.u8(body) == 0x12 && isGraph(in, body + 1 + varintLength(in, body + 1)));
  }

  private static boolean isMetaInfo(Input in, long at) {
    int first = in.u8(at + 1 + varintLength(in, at + 1));
    return first == 0x0a
        || first == 0x12
        || first == 0x1a
        || first == 0x22
        || first == 0x2a
        || first == 0x32
        || first == 0x38
        || first == 0x42;
  }

  private static boolean isGraph(Input in) {
    return isGraph(in, 0);
  }

  /// A node: a name, then an operator.
  private static boolean isGraph(Input in, long from) {
    if (in.u8(from) != 0x0a) {
      return false;
    }
    long at = from + 1 + varintLength(in, from + 1);
    if (in.u8(at) != 0x0a) {
      return false;
    }
    long name = varint(in, at + 1);
    long operator = at + 1 + varintLength(in, at + 1) + name;
    return name > 0 && name < MAX_NAME && in.u8(operator) == 0x12 && isWord(in, operator + 1);
  }

  private static boolean isWord(Input in, long at) {
    long length = varint(in, at);
    long from = at + varintLength(in, at);
    if (length < 1 || length > 200) {
      return false;
    }
    for (long i = from; i < from + length; i++) {
      if (!Character.isLetterOrDigit(in.u8(i)) && "_>.:-".indexOf(in.u8(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKerasMetadata(Input in) {
    if (in.u8(0) != 0x0a) {
      return false;
    }
    String head = in.head(SMALL);
    int first = in.u8(1 + varintLength(in, 1));
    return (first == 0x10 || first == 0x1a || first == 0x08) && head.contains("_tf_keras");
  }

  private boolean isWhole(Input in) {
    if (in.size() > SMALL || in.u8(0) != 8 || (in.u8(1) < 0x80 && in.size() < 40)) {
      return false;
    }
    long[] known = new long[1];
    boolean[] isPlain = {true};
    new Wire(
            in,
            Optional.empty(),
            (type, field, _, length) -> {
              known[0]++;
              isPlain[0] &= !(type.equals(message) && field == 7 && length > 80);
            })
        .message(message, 0, in.size());
    return known[0] >= 5 && isPlain[0];
  }

  private static int varintLength(Input in, long at) {
    int n = 1;
    while (in.u8(at + n - 1) >= 0x80 && n < 10) {
      n++;
    }
    return n;
  }

  private static long varint(Input in, long at) {
    long value = 0;
    int n = varintLength(in, at);
    for (int i = n - 1; i >= 0; i--) {
      value = (value << 7) | (in.u8(at + i) & 0x7f);
    }
    if (value < 0) {
      throw new Malformed(at, "a length beyond any file");
    }
    return value;
  }

  @Override
  public void parse(Input input, Scan scan) {
    GraphFacts facts = new GraphFacts(input, scan);
    try {
      new Wire(input, Optional.of(scan), facts).message(message, 0, input.size());
    } finally {
      facts.judge();
    }
  }
}
