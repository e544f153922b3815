package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;

/// 7z archives, unpacked member by member into memory. Encrypted ones are unread.
final class SevenZip implements FormatParser {
  private static final int MEMORY_KIB = 64 << 10;

  @Override
  public String kind() {
    return "7z";
  }

  @Override
  public boolean recognises(Input input) {
    return input.matches(
        0, (byte) '7', (byte) 'z', (byte) 0xbc, (byte) 0xaf, (byte) 0x27, (byte) 0x1c);
  }

  @Override
  public void parse(Input input, Scan scan) {
    long next = input.length64(12);
    long length = input.length64(20);
    if (next > input.size() - 32 || length > input.size() - 32 - next) {
      throw new Malformed(12, "its directory lies beyond its end");
    }
    scan.own(0, 32 + next + length);
    try (SevenZFile file =
        SevenZFile.builder()
            .setSeekableByteChannel(new SegmentChannel(input.bytes()))
            .setMaxMemoryLimitKiB(MEMORY_KIB)
            .get()) {
      members(file, input, scan);
    } catch (IOException | RuntimeException e) {
      if (e instanceof Malformed m) {
        throw m;
      }
      throw new Malformed(0, "it is encrypted or broken");
    }
  }

  private static void members(SevenZFile file, Input input, Scan scan) throws IOException {
    List<Entry> named = new ArrayList<>();
    for (SevenZArchiveEntry entry : file.getEntries()) {
      named.add(
          new Entry(
              input,
              scan,
              String.valueOf(entry.getName()),
              0,
              entry.getSize(),
              max -> Unpacked.slice(input.slice(0, 0), List.of())));
    }
    MemberChecks.names(scan, named);
    SevenZArchiveEntry entry = file.getNextEntry();
    while (entry != null) {
      if (!entry.isDirectory() && entry.hasStream()) {
        member(file, entry, input, scan);
      }
      entry = file.getNextEntry();
    }
  }

  private static void member(SevenZFile file, SevenZArchiveEntry entry, Input input, Scan scan)
      throws IOException {
    String name = String.valueOf(entry.getName());
    try (Growing memory = new Growing();
        InputStream stream = file.getInputStream(entry)) {
      long max = scan.budget().room();
      boolean[] bomb = {false};
      memory.readFrom(
          stream,
          max,
          size -> {
            bomb[0] = bomb[0] || scan.budget().isBomb(input.size(), size);
            return !(bomb[0] && size > Unpacker.BOMB_READ);
          });
      scan.budget().inflated(memory.size());
      Unpacker.Result result =
          new Unpacker.Result(memory, 0, memory.size() < max, bomb[0], "the budget is used up");
      if (result.isBomb()) {
        Unpacker.bomb(scan, 0, name, result);
      } else if (!result.isWhole()) {
        Unpacker.cut(scan, 0, name, result);
      }
      scan.member(input.inner(name, memory.bytes()));
    } catch (IOException e) {
      scan.unread(
          Rules.NOT_EXAMINED,
          0,
          "unreadable member",
          "The member '" + name + "' could not be unpacked.");
    }
  }
}
