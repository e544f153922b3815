package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.ArrayList;
import java.util.List;

/// What PyTorch wrote before 1.6 (`_legacy_save`): pickles of a magic number, a version, facts
/// about the machine, the object and the keys of its storages; then each storage, its number of
/// elements before its bytes.
final class LegacyTorch {
  private static final byte[] MAGIC = {
    (byte) 0x8a,
    0x0a,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19
  };

  private LegacyTorch() {}

  /// Whether the first pickle, which ended here, was the magic number.
  static boolean begins(Input input, long end) {
    return end >= 13 && end <= 24 && input.matches(end - 13, MAGIC);
  }

  static void read(Input input, Scan scan, long from) {
    scan.kind("torch-legacy");
    Storages storages = new Storages(scan);
    long at = from;
    for (int i = 0; i < 3 && at < input.size(); i++) {
      at = Pickle.one(input, scan, storages, at);
    }
    if (at >= input.size()) {
      if (at == from || !storages.byKey().isEmpty()) {
        throw new Malformed(at, "it ends before the storages");
      }
      return;
    }
    Keys keys = new Keys(input, at);
    Pickle.one(input, scan, storages, at);
    at = keys.read();
    for (String key : keys.found()) {
      at = storage(input, scan, storages.byKey().get(key), at);
    }
  }

  private static long storage(
      Input input,
      Scan scan,
      Storages.@org.jspecify.annotations.Nullable Storage storage,
      long at) {
    long elements = input.length64(at);
    if (storage == null || storage.width() == 0) {
      throw new Malformed(at, "a storage that no tensor refers to, or of an unknown type");
    }
    if (elements != storage.elements()) {
      throw new Malformed(
          at,
          "a storage of %d elements, where the pickle refers to %d"
              .formatted(elements, storage.elements()));
    }
    input.slice(at + 8, storage.bytes());
    long end = at + 8 + storage.bytes();
    scan.own(at, end);
    return end;
  }

  /// Collects the strings of a pickle in their order.
  private static final class Keys implements Observer {
    private static final int MAX = 1_000_000;

    private final List<String> found = new ArrayList<>();
    private final Machine machine;

    Keys(Input input, long from) {
      this.machine = new Machine(input, from, this);
    }

    long read() {
      machine.run(Long.MAX_VALUE);
      return machine.position();
    }

    List<String> found() {
      return found;
    }

    @Override
    public int imported(String module, String name, long at) {
      return 0;
    }

    @Override
    public void computedImport(String what, long at) {
      // judged by the other reading
    }

    @Override
    public long called(Machine running, long callee, How how, long args, long at) {
      return Value.NONE;
    }

    @Override
    public void built(Machine running, long target, long state, long at) {
      // judged by the other reading
    }

    @Override
    public void itemsSet(Machine running, long target, int from, int to, long at) {
      // judged by the other reading
    }

    @Override
    public void elementsAdded(Machine running, long target, int from, int to, long at) {
      for (int i = from; i < to && found.size() < MAX; i++) {
        found.add(running.text(running.onStack(i)));
      }
    }

    @Override
    public void literal(long from, long length, boolean isText, long at) {
      // judged by the other reading
    }

    @Override
    public long persistent(Machine running, long id, long at) {
      return Value.NONE;
    }

    @Override
    public void ambiguous(String title, String message, long at) {
      // judged by the other reading
    }
  }
}
