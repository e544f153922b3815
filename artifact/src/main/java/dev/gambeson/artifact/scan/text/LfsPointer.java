package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;

/// A pointer of Git LFS or git-annex, which stands where the real file should be.
final class LfsPointer extends TextKind {
  private static final int LONGEST = 1024;

  @Override
  public String kind() {
    return "lfs-pointer";
  }

  @Override
  boolean fits(Input input, String head) {
    String text = head.stripLeading();
    return input.size() <= LONGEST
        && (text.startsWith("version https://git-lfs.github.com/spec/")
            || text.startsWith("version https://hawser.github.com/spec/")
            || (text.startsWith("/annex/objects/") || text.startsWith("../.git/annex/objects/"))
            || (text.contains("\noid sha256:") && text.contains("\nsize ")));
  }

  @Override
  public void parse(Input input, Scan scan) {
    scan.ownAll();
    scan.unread(
        Rules.NOT_EXAMINED,
        0,
        "pointer instead of the file",
        "This is a pointer of Git LFS or git-annex, not the file itself: nothing is known about what it points to."
            + " Fetch it (`git lfs pull`) and scan again.");
  }
}
