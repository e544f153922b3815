package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.keras.H5Header.Message;
import dev.gambeson.core.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Walks the objects of an HDF5 file: groups with their links, datasets, attributes.
final class H5Walk {
  private static final int MAX_DEPTH = 200;

  private final H5File file;
  private final Input in;
  private final Scan scan;
  private final H5Attributes attributes;
  private final H5Datasets datasets;
  private final Set<Long> above = new HashSet<>();
  private int depth;

  H5Walk(H5File file) {
    this.file = file;
    this.in = file.input();
    this.scan = file.scan();
    this.attributes = new H5Attributes(file);
    this.datasets = new H5Datasets(file);
  }

  void root(long address) {
    object(address, address);
  }

  /// @param from where the link to it stands
  private void object(long address, long from) {
    if (above.contains(address)) {
      scan.flag(
          Rules.AMBIGUITY,
          Severity.HIGH,
          from,
          "group inside itself",
          "A link leads back to a group that contains it, so a program that follows links never ends (keras #22973).");
      return;
    }
    if (!file.enter(address)) {
      scan.flag(
          Rules.AMBIGUITY,
          Severity.MEDIUM,
          from,
          "object under two names",
          "Two links lead to one object, which the writers of models do not do (keras #22973).");
      return;
    }
    if (++depth > MAX_DEPTH) {
      throw new Malformed(address, "groups lie more than %d deep".formatted(MAX_DEPTH));
    }
    above.add(address);
    messages(H5Header.read(file, address));
    above.remove(address);
    depth--;
  }

  private void messages(List<Message> messages) {
    for (Message m : messages) {
      switch (m.type()) {
        case H5Header.SYMBOL_TABLE -> symbols(m);
        case H5Header.LINK_INFO -> links(m);
        case H5Header.LINK -> link(m.at(), m.size());
        case H5Header.ATTRIBUTE -> attributes.message(m);
        case H5Header.ATTRIBUTE_INFO -> attributes.dense(m);
        case H5Header.EXTERNAL_FILES ->
            outside(m.at(), "external storage", "A dataset takes its values from other files");
        case H5Header.SHARED_TABLE, H5Header.DRIVER ->
            scan.unread(
                Rules.NOT_EXAMINED,
                m.at(),
                "HDF5 feature not read",
                "Message type %d is not followed.".formatted(m.type()));
        default -> {}
      }
    }
    datasets.examine(messages);
  }

  private void outside(long at, String title, String what) {
    scan.flag(
        Rules.PATH,
        Severity.HIGH,
        at,
        "HDF5 " + title,
        what + ": loading reads any file of the host (CVE-2026-1669, keras #22976, #22900).");
  }

  private void symbols(Message m) {
    long tree = file.address(m.at());
    long heap = file.address(m.at() + file.offsets());
    if (heap >= 0) {
      heap(heap);
    }
    if (tree >= 0) {
      node(tree, 0);
    }
  }

  /// A local heap, which holds the names of a group.
  private void heap(long address) {
    file.expect(address, "HEAP");
    file.own(address, 8 + 2L * file.lengths() + file.offsets());
    long size = file.length(address + 8);
    long data = file.address(address + 8 + 2L * file.lengths());
    if (data >= 0) {
      file.own(data, size);
    }
  }

  private void node(long address, int level) {
    if (!file.enter(address) || level > MAX_DEPTH) {
      throw new Malformed(address, "the index of a group leads into itself");
    }
    if (in.matches(address, "SNOD")) {
      entries(address);
      return;
    }
    file.expect(address, "TREE");
    int o = file.offsets();
    int l = file.lengths();
    int k = file.groupInternal();
    file.ownUpTo(address, 8 + 2L * o + (2L * k + 1) * l + 2L * k * o);
    int used = in.u16(address + 6);
    for (int i = 0; i < used; i++) {
      long child = file.address(address + 8 + 2L * o + l + (long) i * (o + l));
      if (child < 0) {
        throw new Malformed(address, "the index of a group breaks off");
      }
      node(child, level + 1);
    }
  }

  private void entries(long address) {
    int o = file.offsets();
    int size = 2 * o + 24;
    file.ownUpTo(address, 8 + 2L * file.groupLeaf() * size);
    int count = in.u16(address + 6);
    file.own(address, 8 + (long) count * size);
    for (int i = 0; i < count; i++) {
      long entry = address + 8 + (long) i * size;
      if (in.i32(entry + 2L * o) == 2) {
        soft(entry);
      } else {
        long header = file.address(entry + o);
        if (header >= 0) {
          object(header, entry);
        }
      }
    }
  }

  private void soft(long at) {
    scan.flag(
        Rules.AMBIGUITY,
        Severity.LOW,
        at,
        "HDF5 soft link",
        "A name stands for another name in the file; the writers of models do not do so.");
  }

  private void links(Message m) {
    int flags = in.u8(m.at() + 1);
    long at = m.at() + 2 + ((flags & 1) != 0 ? 8 : 0);
    long heap = file.address(at);
    long names = file.address(at + file.offsets());
    if (heap >= 0 && names >= 0) {
      H5Fractal fractal = new H5Fractal(file, heap);
      H5Tree2.records(
          file,
          names,
          (record, _) -> fractal.object(record + 4).ifPresent(p -> link(p.at(), p.length())));
    }
    if ((flags & 2) != 0) {
      long order = file.address(at + 2L * file.offsets());
      if (order >= 0) {
        H5Tree2.records(file, order, (_, _) -> {});
      }
    }
  }

  private void link(long from, long size) {
    int flags = in.u8(from + 1);
    long at = from + 2;
    int type = 0;
    if ((flags & 8) != 0) {
      type = in.u8(at++);
    }
    at += ((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0);
    int width = 1 << (flags & 3);
    long name = file.number(at, width);
    at += width;
    if (name < 0 || name > size) {
      throw new Malformed(from, "the name of a link leads out of it");
    }
    at += name;
    switch (type) {
      case 0 -> {
        long target = file.address(at);
        if (target >= 0) {
          object(target, from);
        }
      }
      case 1 -> soft(from);
      default -> outside(from, "external link", "A link leads into another file");
    }
  }
}
