package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.keras.H5Header.Message;
import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Datasets: where their values lie, and whether that is as much as their shape says. The values
/// themselves are numbers, and are not looked at.
final class H5Datasets {
  private static final long LARGE = 64L << 20;
  private static final long RATIO = 1100; // what the strongest filter can do
  private static final Set<Integer> FILTERS = Set.of(1, 2, 3, 4, 5, 6, 32000);

  private final H5File file;
  private final Input in;
  private final Scan scan;

  H5Datasets(H5File file) {
    this.file = file;
    this.in = file.input();
    this.scan = file.scan();
  }

  private static Optional<Message> one(List<Message> messages, int type) {
    return messages.stream().filter(m -> m.type() == type).findFirst();
  }

  void examine(List<Message> messages) {
    Optional<Message> layout = one(messages, H5Header.LAYOUT);
    Optional<Message> space = one(messages, H5Header.DATASPACE);
    Optional<Message> type = one(messages, H5Header.DATATYPE);
    if (layout.isEmpty()) {
      return;
    }
    if (space.isEmpty() || type.isEmpty()) {
      throw new Malformed(layout.get().at(), "a dataset without a shape or type");
    }
    one(messages, H5Header.FILTERS).ifPresent(this::filters);
    long at = typeAt(type.get());
    if (at < 0) {
      scan.unread(
          Rules.NOT_EXAMINED,
          type.get().at(),
          "HDF5 feature not read",
          "A shared type is not followed.");
      return;
    }
    long width = H5Type.size(file, at);
    long bytes = H5Type.multiply(H5Type.elements(file, space.get().at()), width, space.get().at());
    long stored = layout(layout.get(), bytes);
    if (bytes > LARGE && bytes / Math.max(1, stored) > RATIO) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.MEDIUM,
          space.get().at(),
          "shape beyond what is stored",
          "A dataset declares %d bytes and stores %d: loading it can exhaust the memory (keras #22975)."
              .formatted(bytes, stored));
    }
  }

  private long typeAt(Message type) {
    if (!type.isShared()) {
      return type.at();
    }
    int version = in.u8(type.at());
    if (version == 3 && in.u8(type.at() + 1) != 2) {
      return -1;
    }
    long target = file.address(type.at() + (version == 1 ? 8 : 2));
    if (target < 0) {
      return -1;
    }
    return one(H5Header.read(file, target), H5Header.DATATYPE)
        .filter(m -> !m.isShared())
        .map(Message::at)
        .orElse(-1L);
  }

  private void filters(Message m) {
    int version = in.u8(m.at());
    int count = in.u8(m.at() + 1);
    long at = m.at() + (version == 1 ? 8 : 2);
    for (int i = 0; i < count; i++) {
      int id = in.u16(at);
      if (!FILTERS.contains(id)) {
        scan.flag(
            Rules.CALLABLE,
            Severity.MEDIUM,
            at,
            "HDF5 filter that needs a plugin",
            "Filter %d is none of the library's own: reading the values loads a native library."
                .formatted(id));
      }
      boolean isNamed = version == 1 || id >= 256;
      int name = isNamed ? in.u16(at + 2) : 0;
      int values = in.u16(at + (isNamed ? 6 : 4));
      at += (isNamed ? 8 : 6) + (version == 1 ? (name + 7) / 8 * 8 : name) + 4L * values;
      at += version == 1 && values % 2 == 1 ? 4 : 0;
    }
  }

  /// Owns the values.
  ///
  /// @return how many bytes are stored
  private long layout(Message m, long bytes) {
    int version = in.u8(m.at());
    return switch (version) {
      case 1, 2 -> old(m, bytes);
      case 3 -> third(m, bytes);
      case 4 -> fourth(m, bytes);
      default -> throw new Malformed(m.at(), "a layout of version %d".formatted(version));
    };
  }

  private long old(Message m, long bytes) {
    int rank = in.u8(m.at() + 1);
    int kind = in.u8(m.at() + 2);
    return switch (kind) {
      case 0 -> bytes; // compact: inside the header
      case 1 -> contiguous(file.address(m.at() + 8), bytes, bytes, m.at());
      case 2 -> H5Chunks.first(file, file.address(m.at() + 8), rank);
      default -> throw new Malformed(m.at(), "a layout of class %d".formatted(kind));
    };
  }

  private long third(Message m, long bytes) {
    int kind = in.u8(m.at() + 1);
    return switch (kind) {
      case 0 -> in.u16(m.at() + 2);
      case 1 ->
          contiguous(
              file.address(m.at() + 2), file.length(m.at() + 2 + file.offsets()), bytes, m.at());
      case 2 -> H5Chunks.first(file, file.address(m.at() + 3), in.u8(m.at() + 2));
      default -> throw new Malformed(m.at(), "a layout of class %d".formatted(kind));
    };
  }

  private long fourth(Message m, long bytes) {
    int kind = in.u8(m.at() + 1);
    return switch (kind) {
      case 0, 1 -> third(m, bytes);
      case 2 -> H5Chunks.second(file, m.at() + 2, bytes);
      case 3 -> {
        scan.flag(
            Rules.PATH,
            Severity.HIGH,
            m.at(),
            "HDF5 virtual dataset",
            "A dataset takes its values from other files: loading reads any file of the host (CVE-2026-1669, keras #22900).");
        yield bytes;
      }
      default -> throw new Malformed(m.at(), "a layout of class %d".formatted(kind));
    };
  }

  private long contiguous(long address, long size, long bytes, long at) {
    if (address < 0) {
      return 0;
    }
    if (size != bytes) {
      throw new Malformed(at, "a dataset of %d bytes lies in %d bytes".formatted(bytes, size));
    }
    if (size > 0) {
      file.own(address, size);
    }
    return size;
  }
}
