package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.archive.Entry;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.List;
import java.util.regex.Pattern;

/// Model archives of Java libraries: Deeplearning4j (`configuration.json`, `coefficients.bin`,
/// `normalizer.bin`) and H2O's MOJO (`model.ini`, binary trees). Their raw numbers are accounted
/// for; texts, settings and serialised objects are examined like any other.
final class ModelZip implements ArchiveKind {
  private static final Pattern TREES =
      Pattern.compile("trees/[\\w.-]+\\.bin|(?:.*/)?(?:weights|kmeans|glrm|isofor)[\\w./-]*\\.bin");
  private static final FormatParser NUMBERS = new Numbers();

  private final boolean mojo;

  private ModelZip(boolean mojo) {
    this.mojo = mojo;
  }

  static List<ArchiveKind> all() {
    return List.of(new ModelZip(false), new ModelZip(true));
  }

  @Override
  public String kind() {
    return mojo ? "h2o-mojo" : "dl4j";
  }

  @Override
  public boolean recognises(Archive archive) {
    return mojo
        ? archive.has("model.ini")
        : archive.has("coefficients.bin") && archive.has("configuration.json");
  }

  @Override
  public void examine(Archive archive) {
    for (Entry entry : archive.entries()) {
      boolean numbers =
          mojo
              ? TREES.matcher(entry.name()).matches()
              : List.of("coefficients.bin", "updaterState.bin", "noParams.marker")
                  .contains(entry.name());
      if (numbers && entry.size() > 0) {
        entry.examine(isOther(entry.head(4)) ? new Numbers(true) : NUMBERS);
      }
    }
  }

  /// A file of another kind where numbers belong.
  private static boolean isOther(byte[] head) {
    int first = head.length > 1 ? head[0] & 0xff : 0;
    int second = head.length > 1 ? head[1] & 0xff : 0;
    return (first == 0xac && second == 0xed)
        || (first == 0xca && second == 0xfe)
        || (first == 0x80 && second <= 5)
        || (first == 'P' && second == 'K')
        || (first == 0x1f && second == 0x8b)
        || (first == 0x7f && second == 'E')
        || (first == 'M' && second == 'Z');
  }

  /// Raw numbers that the archive's format accounts for.
  private record Numbers(boolean other) implements FormatParser {
    Numbers() {
      this(false);
    }

    @Override
    public String kind() {
      return "numbers";
    }

    @Override
    public boolean recognises(Input input) {
      return false; // only where a format says that numbers stand
    }

    @Override
    public void parse(Input input, Scan scan) {
      scan.ownAll();
      if (other) {
        scan.member(input.inner("content", input.bytes()));
        throw new Malformed(0, "a file of another kind stands where numbers belong");
      }
    }
  }
}
