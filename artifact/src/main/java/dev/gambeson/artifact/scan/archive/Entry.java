package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// One member of an archive. Its bytes are unpacked only while they are looked at, within the
/// budget of the file; stored members are never copied.
public final class Entry {
  private static final int MAX_HEAD = 1 << 24;

  private final Input container;
  private final Scan scan;
  private final String name;
  private final long offset;
  private final long size;
  private final Content content;
  private boolean done;
  private boolean told;

  Entry(Input container, Scan scan, String name, long offset, long size, Content content) {
    this.container = container;
    this.scan = scan;
    this.name = name;
    this.offset = offset;
    this.size = size;
    this.content = content;
  }

  /// As the archive writes it, with `/` between folders.
  public String name() {
    return name;
  }

  /// The part after the last `/`.
  public String baseName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /// Byte of the archive at which it begins.
  public long offset() {
    return offset;
  }

  /// Size that the archive states, unpacked. Not to be trusted.
  public long size() {
    return size;
  }

  /// Whether it is a folder, without content.
  public boolean isFolder() {
    return name.endsWith("/") && size == 0;
  }

  /// Its first bytes; fewer when it is shorter, none when it cannot be read. For recognising: what
  /// is wrong with the member is not reported.
  ///
  /// @param max at most 16 MiB
  public byte[] head(int max) {
    int most = Math.min(max, MAX_HEAD);
    try (Unpacked unpacked = content.open(most)) {
      long length = Math.min(most, unpacked.bytes().byteSize());
      return unpacked.bytes().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    } catch (Malformed e) {
      return new byte[0];
    }
  }

  /// Gives all its bytes to somebody, valid only during the call. What is wrong with the member
  /// (its checksum, a bomb) is reported here, once. Not called when it cannot be read.
  public void read(Consumer<Input> use) {
    done = true;
    long room = scan.budget().room();
    try (Unpacked unpacked = content.open(room)) {
      report(unpacked);
      use.accept(container.inner(name, unpacked.bytes()));
    } catch (Malformed e) {
      scan.unread(
          Rules.MALFORMED,
          e.offset(),
          "unreadable member",
          "The member '%s' could not be read: %s.".formatted(name, e.getMessage()));
    }
  }

  /// Examines it by whatever parser recognises it.
  public void examine() {
    if (isFolder()) {
      done = true;
      return;
    }
    read(scan::member);
  }

  /// Examines it by one parser: the format says what it is.
  public void examine(FormatParser parser) {
    read(inner -> scan.member(inner, parser));
  }

  /// Takes it as plain data that the format accounts for, to its last byte, without looking into
  /// it. Its checksum is still compared.
  public void accept() {
    read(inner -> {});
  }

  boolean isDone() {
    return done;
  }

  private void report(Unpacked unpacked) {
    if (!told) {
      told = true;
      scan.budget().inflated(unpacked.inflated());
      unpacked.flaws().forEach(f -> f.accept(scan, this));
    }
  }
}
