package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.regex.Pattern;

/// Whether bytes are a pickle, told by running the first instructions of them without judging. A
/// STOP by chance is common in random bytes, so a few instructions prove nothing.
final class Probe implements Observer {
  private static final int MAX_OPS = 512;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.]{0,200}");

  private final Machine machine;
  private final Input input;
  private final long from;
  private boolean stopped;
  private boolean ranOut;
  private boolean broken;
  private long properImports;
  private long otherImports;

  private Probe(Input input, long from) {
    this.input = input;
    this.from = from;
    this.machine = new Machine(input, from, this);
  }

  private static Probe run(Input input, long from) {
    Probe probe = new Probe(input, from);
    try {
      probe.stopped = probe.machine.run(MAX_OPS);
    } catch (Malformed e) {
      probe.broken = true;
      probe.ranOut = probe.machine.position() + 8 >= input.size() || e.offset() >= input.size();
    }
    return probe;
  }

  /// Whether a file, or a following pickle of one, begins here.
  static boolean begins(Input input, long from) {
    if (!mayBegin(input, from)) {
      return false;
    }
    Probe probe = run(input, from);
    return probe.hasProtocol() ? probe.isLikely() : probe.isText();
  }

  /// Whether a pickle stands here in the middle of bytes of another kind: it must do something.
  static boolean isHidden(Input input, long from) {
    if (!mayBegin(input, from)) {
      return false;
    }
    Probe probe = run(input, from);
    boolean acts = probe.properImports > 0 && probe.otherImports == 0 && probe.machine.calls() > 0;
    return acts || (probe.hasProtocol() && probe.stopped && probe.machine.ops() >= 8);
  }

  private static boolean mayBegin(Input input, long from) {
    if (from >= input.size()) {
      return false;
    }
    int first = input.u8(from);
    if (first == Op.PROTO) {
      return from + 1 < input.size() && input.u8(from + 1) <= 5;
    }
    return "(]}).cIJKMLFGNSTUVXiBC".indexOf(first) >= 0
        || (first >= Op.NEWOBJ && first <= Op.READONLY_BUFFER);
  }

  private boolean hasProtocol() {
    return input.u8(from) == Op.PROTO;
  }

  private boolean isLikely() {
    long ops = machine.ops();
    return (stopped && ops >= 3)
        || (properImports > 0 && otherImports == 0)
        || (ops >= 12 && otherImports == 0)
        || (ranOut && ops >= 2 && otherImports == 0)
        || (!broken && ops >= MAX_OPS);
  }

  /// Without a protocol it may as well be text.
  private boolean isText() {
    long ops = machine.ops();
    boolean acts = properImports > 0 && otherImports == 0 && machine.calls() > 0;
    boolean whole = stopped && ops >= 2 && endsWell();
    boolean cut = ranOut && ops >= 3 && otherImports == 0 && "(]}c)".indexOf(input.u8(from)) >= 0;
    return acts || whole || cut || (!broken && ops >= MAX_OPS);
  }

  private boolean endsWell() {
    long end = machine.position();
    return end == input.size()
        || properImports > 0
        || (end > from && end < input.size() && input.u8(end) == Op.PROTO)
        || isBlank(end);
  }

  private boolean isBlank(long end) {
    for (long at = end; at < Math.min(input.size(), end + 4096); at++) {
      if (input.u8(at) > ' ') {
        return machine.ops() >= 3 && mayBegin(input, at);
      }
    }
    return true;
  }

  @Override
  public int imported(String module, String name, long at) {
    if (NAME.matcher(module).matches() && NAME.matcher(name).matches()) {
      properImports++;
    } else {
      otherImports++;
    }
    return 0;
  }

  @Override
  public void computedImport(String what, long at) {
    // counts as nothing
  }

  @Override
  public long called(Machine running, long callee, How how, long args, long at) {
    return Value.instance(0, at);
  }

  @Override
  public void built(Machine running, long target, long state, long at) {
    // of no interest
  }

  @Override
  public void itemsSet(Machine running, long target, int from, int to, long at) {
    // of no interest
  }

  @Override
  public void elementsAdded(Machine running, long target, int from, int to, long at) {
    // of no interest
  }

  @Override
  public void literal(long from, long length, boolean isText, long at) {
    // of no interest
  }

  @Override
  public long persistent(Machine running, long id, long at) {
    return Value.of(Value.PERSISTENT, -1);
  }

  @Override
  public void ambiguous(String title, String message, long at) {
    // judged later
  }
}
