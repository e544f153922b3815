package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;

/// Serialised Java objects: what `ObjectOutputStream` writes, one stream or several behind each
/// other. Every class that reading the file would create is judged by its name; no class is loaded.
///
/// Not seen: what the code of an allowed class does with the values it reads.
final class JavaStream implements FormatParser {
  @Override
  public String kind() {
    return "java-serialized";
  }

  @Override
  public boolean recognises(Input input) {
    return isStream(input, 0);
  }

  private static boolean isStream(Input input, long at) {
    return input.matches(at, (byte) 0xac, (byte) 0xed, (byte) 0, (byte) 5);
  }

  @Override
  public void parse(Input input, Scan scan) {
    ClassJudge judge = new ClassJudge(scan);
    try {
      long at = 0;
      while (isStream(input, at)) {
        scan.own(at, at + 4);
        long from = at + 4;
        at = new StreamReader(input, scan, judge, from).read();
        if (at == from) {
          throw new Malformed(from, "the stream ends before its first object");
        }
      }
    } finally {
      judge.finish();
    }
  }
}
