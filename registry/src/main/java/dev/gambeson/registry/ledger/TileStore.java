package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads tiles and entry bundles of a ledger's folder. Holds limits and refuses every file that is
/// not exactly what the layout says; whether the content is true is checked elsewhere.
final class TileStore {
  private static final int MAX_BUNDLE = Layout.WIDTH * (2 + 65_535);
  private static final int CACHED = 64;

  private final Disk disk;
  private final Path ledger;
  private final Map<String, byte[]> cache =
      new LinkedHashMap<>(CACHED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > CACHED;
        }
      };

  TileStore(Disk disk, Path ledger) {
    this.disk = disk;
    this.ledger = ledger;
  }

  /// The first `width` hashes of a tile.
  synchronized byte[] hashes(int level, long n, int width) {
    String key = level + "/" + n + "/" + width;
    byte[] known = cache.get(key);
    if (known == null) {
      known = read(Integer.toString(level), n, width, Layout.WIDTH * Hash.BYTES);
      int wanted = width * Hash.BYTES;
      if (known.length != wanted && known.length != Layout.WIDTH * Hash.BYTES) {
        throw damaged(Integer.toString(level), n, width, "has " + known.length + " bytes");
      }
      known = Arrays.copyOf(known, wanted);
      cache.put(key, known);
    }
    return known;
  }

  /// The first `width` entries of a bundle.
  List<byte[]> bundle(long n, int width) {
    byte[] bytes = read(Layout.ENTRIES, n, width, MAX_BUNDLE);
    List<byte[]> entries = split(bytes);
    if (entries.size() != width && entries.size() != Layout.WIDTH) {
      throw damaged(Layout.ENTRIES, n, width, "is torn or has " + entries.size() + " entries");
    }
    return entries.subList(0, width);
  }

  /// The entries of a bundle; none when it is torn.
  private static List<byte[]> split(byte[] bytes) {
    List<byte[]> entries = new ArrayList<>(Layout.WIDTH);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.remaining() >= 2 && entries.size() < Layout.WIDTH) {
      int length = Short.toUnsignedInt(buffer.getShort());
      if (length > buffer.remaining()) {
        return List.of();
      }
      byte[] entry = new byte[length];
      buffer.get(entry);
      entries.add(entry);
    }
    return buffer.hasRemaining() ? List.of() : entries;
  }

  /// A partial file may have given way to the full one, whose beginning it was.
  private byte[] read(String kind, long n, int width, int max) {
    Path file = Layout.tile(ledger, kind, n, width);
    try {
      if (width < Layout.WIDTH && !disk.exists(file)) {
        return disk.read(Layout.tile(ledger, kind, n, Layout.WIDTH), max);
      }
      return disk.read(file, max);
    } catch (NoSuchFileException e) {
      throw GambesonException.badInput(file + " is missing.", e);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private GambesonException damaged(String kind, long n, int width, String why) {
    return GambesonException.badInput(
        "%s is damaged: it %s, where %d are expected."
            .formatted(
                Layout.tile(ledger, kind, n, width),
                why,
                kind.equals(Layout.ENTRIES) ? width : width * Hash.BYTES));
  }
}
