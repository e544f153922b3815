package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;

/// Python pickles of protocols 0 to 5, one after another, with joblib's arrays between the
/// instructions and PyTorch's old storages after the last.
final class Pickle implements FormatParser {
  @Override
  public String kind() {
    return "pickle";
  }

  @Override
  public boolean recognises(Input input) {
    return Probe.begins(input, 0);
  }

  @Override
  public void parse(Input input, Scan scan) {
    read(input, scan, new Storages(scan));
  }

  /// Reads every pickle from the start.
  static void read(Input input, Scan scan, Storages storages) {
    long at = 0;
    int n = 0;
    while (at < input.size() && (n == 0 || Probe.begins(input, at))) {
      at = one(input, scan, storages, at);
      n++;
      if (n == 1 && LegacyTorch.begins(input, at)) {
        LegacyTorch.read(input, scan, at);
        return;
      }
    }
  }

  /// Reads one pickle.
  ///
  /// @return where it ends
  static long one(Input input, Scan scan, Storages storages, long from) {
    Arrays arrays = new Arrays(input, at -> one(input, scan, storages, at));
    Judge judge = new Judge(scan, new Nested(input, scan), arrays, storages);
    Machine machine = new Machine(input, from, judge);
    try {
      machine.run(Long.MAX_VALUE);
    } catch (Malformed e) {
      scan.own(from, Math.min(machine.position(), input.size()));
      throw e.offset() < from
          ? new Malformed(machine.position(), String.valueOf(e.getMessage()))
          : e;
    } finally {
      judge.finish();
    }
    scan.own(from, machine.position());
    if (arrays.found() && scan.isKind("pickle")) {
      scan.kind("joblib");
    }
    return machine.position();
  }
}
