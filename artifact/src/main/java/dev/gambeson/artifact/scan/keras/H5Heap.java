package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A global heap: objects of any length, by number.
final class H5Heap {
  /// Bytes of the input.
  record Piece(long at, long length) {}

  private final Map<Integer, Piece> objects = new HashMap<>();
  private final long end;

  H5Heap(H5File file, long address) {
    file.expect(address, "GCOL");
    int head = 8 + file.lengths();
    long size = file.length(address + 8);
    if (size < head) {
      throw new Malformed(address, "a global heap of %d bytes".formatted(size));
    }
    file.own(address, size);
    end = address + size;
    long at = address + head;
    while (at + head <= end) {
      int index = file.input().u16(at);
      long length = file.length(at + 8);
      if (index == 0) {
        break; // the rest is free
      }
      if (length > end - at - head) {
        throw new Malformed(at, "an object of a global heap leads out of it");
      }
      objects.put(index, new Piece(at + head, length));
      at += head + (length + 7) / 8 * 8;
    }
  }

  long end() {
    return end;
  }

  Optional<Piece> object(int index) {
    return Optional.ofNullable(objects.get(index));
  }
}
