package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The messages of an object header, of both versions, with all continuations.
final class H5Header {
  static final int DATASPACE = 1;
  static final int LINK_INFO = 2;
  static final int DATATYPE = 3;
  static final int LINK = 6;
  static final int EXTERNAL_FILES = 7;
  static final int LAYOUT = 8;
  static final int FILTERS = 0xb;
  static final int ATTRIBUTE = 0xc;
  static final int SHARED_TABLE = 0xf;
  static final int CONTINUATION = 0x10;
  static final int SYMBOL_TABLE = 0x11;
  static final int DRIVER = 0x14;
  static final int ATTRIBUTE_INFO = 0x15;
  private static final int LAST_TYPE = 0x18;

  /// One message.
  ///
  /// @param at first byte of its data
  record Message(int type, boolean isShared, long at, int size) {}

  private record Chunk(long at, long length) {}

  private final H5File file;
  private final Input in;
  private final List<Message> messages = new ArrayList<>();
  private final Deque<Chunk> chunks = new ArrayDeque<>();

  private H5Header(H5File file) {
    this.file = file;
    this.in = file.input();
  }

  static List<Message> read(H5File file, long address) {
    H5Header header = new H5Header(file);
    if (file.input().matches(address, "OHDR")) {
      header.second(address);
    } else {
      header.first(address);
    }
    return List.copyOf(header.messages);
  }

  private void first(long address) {
    if (in.u8(address) != 1) {
      throw new Malformed(address, "an object header of version %d".formatted(in.u8(address)));
    }
    long size = in.u32(address + 8);
    file.own(address, 16 + size);
    chunks.add(new Chunk(address + 16, size));
    while (!chunks.isEmpty()) {
      Chunk chunk = chunks.remove();
      long at = chunk.at();
      long end = at + chunk.length();
      while (at + 8 <= end) {
        int length = in.u16(at + 2);
        message(in.u16(at), in.u8(at + 4), at + 8, length, end);
        at += 8 + length;
      }
    }
  }

  private void second(long address) {
    int flags = in.u8(address + 5);
    long at = address + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    int width = 1 << (flags & 3);
    long size = file.number(at, width);
    at += width;
    if (size < 0) {
      throw new Malformed(at, "an object header is beyond any file");
    }
    file.own(address, 0);
    in.slice(at, size);
    file.own(address, at + size + 4 - address);
    chunks.add(new Chunk(at, size));
    boolean isOrdered = (flags & 4) != 0;
    while (!chunks.isEmpty()) {
      Chunk chunk = chunks.remove();
      messages(chunk.at(), chunk.at() + chunk.length(), isOrdered ? 6 : 4);
    }
  }

  private void messages(long from, long end, int head) {
    boolean isContinued = in.matches(from, "OCHK");
    long at = isContinued ? from + 4 : from;
    long last = isContinued ? end - 4 : end;
    while (at + head <= last) {
      int length = in.u16(at + 1);
      message(in.u8(at), in.u8(at + 3), at + head, length, last);
      at += head + length;
    }
  }

  private void message(int type, int flags, long at, int length, long end) {
    if (at + length > end) {
      throw new Malformed(at, "a message leads out of its header");
    }
    if (type == CONTINUATION) {
      long where = file.address(at);
      long size = file.length(at + file.offsets());
      if (where < 0 || !file.enter(where)) {
        throw new Malformed(at, "an object header continues in itself");
      }
      file.own(where, size);
      chunks.add(new Chunk(where, size));
    } else if (type > LAST_TYPE) {
      throw new Malformed(at, "message type %d does not exist".formatted(type));
    } else if (type != 0) {
      messages.add(new Message(type, (flags & 2) != 0, at, length));
    }
  }
}
