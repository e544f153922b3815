package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.pickle.Observer.How;

/// A symbolic stack machine for one pickle of any protocol, as CPython's unpicklers run it but
/// without importing, calling or building anything. Linear in the bytes; state is fresh for every
/// pickle, as it is in Python: nothing is carried over a STOP.
final class Machine {
  private final Source in;
  private final Observer observer;
  private final Stack stack = new Stack();
  private final Memo memo = new Memo();
  private final Cells tuples = new Cells();
  private final Text text;
  private final Frames frames;
  private long ops;
  private long calls;
  private int protocol;
  private long result = Value.NONE;

  /// @param from first opcode
  Machine(Input input, long from, Observer observer) {
    this.in = new Source(input, from);
    this.observer = observer;
    this.text = new Text(input);
    this.frames = new Frames(observer);
  }

  /// Runs until STOP.
  ///
  /// @param maxOps gives up after that many
  /// @return whether STOP was reached
  /// @throws Malformed where the stream breaks
  boolean run(long maxOps) {
    while (ops < maxOps) {
      long at = in.position();
      int op = in.u8();
      ops++;
      if (op == Op.STOP) {
        result = stack.pop(at);
        frames.stop(in.position(), at);
        return true;
      }
      step(op, at);
      if (in.position() > frames.end()) {
        frames.passed(at, in.position(), op);
      }
    }
    return false;
  }

  private void step(int op, long at) {
    switch (op) {
      case Op.BININT1 -> stack.push(Value.integer(in.u8()));
      case Op.MEMOIZE -> memo.append(stack.top(at));
      case Op.SHORT_BINUNICODE -> string(at, in.u8());
      case Op.BINGET -> stack.push(memo.get(in.u8(), at));
      case Op.BINPUT -> put(in.u8(), at);
      case Op.BININT -> stack.push(Value.integer(in.i32()));
      case Op.BININT2 -> stack.push(Value.integer(in.u16()));
      case Op.BINFLOAT -> plain(8);
      case Op.NONE -> stack.push(Value.NONE);
      case Op.MARK -> stack.mark();
      case Op.TUPLE1 -> tuple(stack.height() - 1, at, 1);
      case Op.TUPLE2 -> tuple(stack.height() - 2, at, 2);
      case Op.TUPLE3 -> tuple(stack.height() - 3, at, 3);
      case Op.TUPLE -> tuple(stack.unmark(at), at, 0);
      case Op.EMPTY_TUPLE -> stack.push(Value.EMPTY_TUPLE);
      case Op.LONG_BINGET -> stack.push(memo.get(in.i32() & 0xffff_ffffL, at));
      case Op.LONG_BINPUT -> put(in.i32() & 0xffff_ffffL, at);
      case Op.BINUNICODE -> string(at, in.i32() & 0xffff_ffffL);
      case Op.APPENDS -> elements(stack.unmark(at), at);
      case Op.APPEND -> elements(stack.height() - 1, at);
      case Op.SETITEMS -> items(stack.unmark(at), at);
      case Op.SETITEM -> items(stack.height() - 2, at);
      case Op.EMPTY_LIST -> stack.push(Value.of(Value.LIST, at));
      case Op.EMPTY_DICT -> stack.push(Value.of(Value.DICT, at));
      case Op.EMPTY_SET -> stack.push(Value.of(Value.SET, at));
      case Op.NEWTRUE -> stack.push(Value.TRUE);
      case Op.NEWFALSE -> stack.push(Value.FALSE);
      case Op.SHORT_BINBYTES -> bytes(at, in.u8());
      case Op.LONG1 -> bigInteger(in.u8());
      default -> rare(op, at);
    }
  }

  private void rare(int op, long at) {
    switch (op) {
      case Op.STACK_GLOBAL -> stackGlobal(at);
      case Op.REDUCE -> reduce(at);
      case Op.NEWOBJ -> newObject(at, false);
      case Op.BUILD -> build(at);
      case Op.GLOBAL -> stack.push(global(in.line(), in.line(), at));
      case Op.POP -> stack.drop(at);
      case Op.POP_MARK -> stack.cut(stack.unmark(at));
      case Op.DUP -> stack.push(stack.top(at));
      case Op.LIST -> collect(Value.LIST, at);
      case Op.DICT -> dictionary(at);
      case Op.FROZENSET -> collect(Value.SET, at);
      case Op.ADDITEMS -> elements(stack.unmark(at), at);
      case Op.BINSTRING -> string(at, in.i32());
      case Op.SHORT_BINSTRING -> string(at, in.u8());
      case Op.BINUNICODE8 -> string(at, in.i64());
      case Op.BINBYTES -> bytes(at, in.i32() & 0xffff_ffffL);
      case Op.BINBYTES8, Op.BYTEARRAY8 -> bytes(at, in.i64());
      case Op.LONG4 -> bigInteger(in.i32());
      case Op.PROTO -> protocol(at);
      case Op.FRAME -> frames.begin(in.i64(), in.position(), in.size(), at);
      case Op.INST -> instance(at);
      case Op.OBJ -> object(at);
      case Op.NEWOBJ_EX -> newObject(at, true);
      case Op.BINPERSID -> stack.push(observer.persistent(this, stack.pop(at), at));
      case Op.PERSID -> persistentLine(at);
      case Op.EXT1 -> extension(in.u8(), at);
      case Op.EXT2 -> extension(in.u16(), at);
      case Op.EXT4 -> extension(in.i32(), at);
      case Op.NEXT_BUFFER -> stack.push(Value.of(Value.BUFFER, at));
      case Op.READONLY_BUFFER -> stack.top(at);
      default -> textual(op, at);
    }
  }

  private void textual(int op, long at) {
    switch (op) {
      case Op.INT -> stack.push(Numbers.integer(in.line(), at));
      case Op.LONG -> stack.push(Numbers.longInteger(in.line(), at));
      case Op.FLOAT -> stack.push(Numbers.real(in.line(), at));
      case Op.STRING -> quoted(at);
      case Op.UNICODE -> line(at);
      case Op.GET -> stack.push(memo.get(Numbers.index(in.line(), at), at));
      case Op.PUT -> put(Numbers.index(in.line(), at), at);
      default -> throw new Malformed(at, "the byte 0x%02x is no instruction".formatted(op));
    }
  }

  /// CPython's C unpickler allocates as many entries as the number says (gh-115952).
  private void put(long index, long at) {
    if (index > 1_000_000 && index > 16 * ops) {
      observer.exhausting(
          "The memo index %d after %d instructions makes Python allocate that many entries."
              .formatted(index, ops),
          at);
    }
    memo.put(index, stack.top(at), ops);
  }

  private void plain(int length) {
    in.skip(length);
    stack.push(Value.NONE);
  }

  private void string(long at, long length) {
    boolean special = length > 1 && (in.peek2() & 0xff) == '_';
    content(length, true, at);
    stack.push(Value.text(Value.STRING, at, special));
  }

  private void bytes(long at, long length) {
    content(length, false, at);
    stack.push(Value.text(Value.BYTES, at, false));
  }

  private void content(long length, boolean isText, long at) {
    if (length >= Nested.SHORTEST && Nested.mayBegin(in.peek2())) {
      long from = in.position();
      in.skip(length);
      observer.literal(from, length, isText, at);
    } else {
      in.skip(length);
    }
  }

  private void quoted(long at) {
    long from = in.position();
    long length = in.skipLine();
    int first = length > 1 ? in.input().u8(from) : 0;
    if ((first != '\'' && first != '"') || in.input().u8(from + length - 1) != first) {
      throw new Malformed(at, "a quoted string has no quotes");
    }
    stack.push(Value.text(Value.STRING, at, true));
    observer.literal(from + 1, length - 2, true, at);
  }

  private void line(long at) {
    long from = in.position();
    long length = in.skipLine();
    stack.push(Value.text(Value.STRING, at, true));
    observer.literal(from, length, true, at);
  }

  private void bigInteger(int length) {
    if (length < 0) {
      throw new Malformed(in.position(), "a number of negative length");
    }
    long value = Value.NONE;
    if (length <= 7) {
      long number = 0;
      for (int i = 0; i < length; i++) {
        number |= (long) in.u8() << (8 * i);
      }
      int unused = 64 - 8 * length;
      value = Value.integer(length == 0 ? 0 : number << unused >> unused);
    } else {
      in.skip(length);
    }
    stack.push(value);
  }

  private void protocol(long at) {
    protocol = in.u8();
    if (protocol > 5) {
      throw new Malformed(at, "protocol %d does not exist".formatted(protocol));
    }
  }

  private void tuple(int from, long at, int needed) {
    int n = needed > 0 ? needed : stack.height() - from;
    if (needed > 0) {
      for (int i = 0; i < needed; i++) {
        stack.pop(at);
      }
    }
    long value = n == 0 ? Value.EMPTY_TUPLE : Value.OPAQUE_TUPLE;
    if (n > 0 && tuples.size() + n + 1 < Cells.MAX) {
      value = Value.of(Value.TUPLE, tuples.add(n));
      for (int i = 0; i < n; i++) {
        tuples.add(stack.at(from + i));
      }
    }
    stack.cut(from);
    stack.push(value);
  }

  private void collect(int tag, long at) {
    stack.cut(stack.unmark(at));
    stack.push(Value.of(tag, at));
  }

  private void dictionary(long at) {
    int mark = stack.unmark(at);
    requirePairs(mark, at);
    long value = Value.of(Value.DICT, at);
    observer.itemsSet(this, value, mark, stack.height(), at);
    stack.cut(mark);
    stack.push(value);
  }

  private void elements(int from, long at) {
    long target = stack.below(from, at);
    if (from < stack.height()) {
      observer.elementsAdded(this, target, from, stack.height(), at);
    }
    stack.cut(from);
  }

  private void items(int from, long at) {
    long target = stack.below(from, at);
    requirePairs(from, at);
    if (from < stack.height()) {
      observer.itemsSet(this, target, from, stack.height(), at);
    }
    stack.cut(from);
  }

  private void requirePairs(int from, long at) {
    if (((stack.height() - from) & 1) != 0) {
      throw new Malformed(at, "a key has no value");
    }
  }

  private void stackGlobal(long at) {
    long name = stack.pop(at);
    long module = stack.pop(at);
    if (!Value.is(name, Value.STRING) || !Value.is(module, Value.STRING)) {
      observer.computedImport("operands that are not literal text", at);
      stack.push(Value.of(Value.COMPUTED, at));
      return;
    }
    stack.push(global(text.of(module), text.of(name), at));
  }

  private long global(String module, String name, long at) {
    return Value.of(Value.GLOBAL, observer.imported(module, name, at));
  }

  private void extension(int code, long at) {
    if (code <= 0) {
      throw new Malformed(at, "extension code %d does not exist".formatted(code));
    }
    observer.computedImport("code %d of the extension registry".formatted(code), at);
    stack.push(Value.of(Value.COMPUTED, at));
  }

  private void reduce(long at) {
    long args = stack.pop(at);
    long callee = stack.pop(at);
    call(callee, How.CALL, args, at);
  }

  private void call(long callee, How how, long args, long at) {
    calls++;
    stack.push(observer.called(this, callee, how, args, at));
  }

  private void newObject(long at, boolean withKeywords) {
    long keywords = withKeywords ? stack.pop(at) : Value.NONE;
    long args = stack.pop(at);
    long callee = stack.pop(at);
    boolean plain = !withKeywords && args == Value.EMPTY_TUPLE;
    if (withKeywords && !Value.is(keywords, Value.DICT)) {
      args = Value.of(Value.COMPUTED, at);
    }
    call(callee, plain ? How.NEW : How.NEW_WITH, args, at);
  }

  private void instance(long at) {
    long callee = global(in.line(), in.line(), at);
    instantiate(stack.unmark(at), callee, at);
  }

  private void object(long at) {
    int mark = stack.unmark(at);
    if (mark >= stack.height()) {
      throw new Malformed(at, "OBJ has no class");
    }
    long callee = stack.at(mark);
    instantiate(mark + 1, callee, at);
    long made = stack.pop(at);
    stack.cut(mark);
    stack.push(made);
  }

  private void instantiate(int from, long callee, long at) {
    boolean empty = stack.height() == from;
    tuple(from, at, 0);
    long args = stack.pop(at);
    call(callee, empty ? How.INSTANTIATE : How.CALL, args, at);
  }

  private void build(long at) {
    long state = stack.pop(at);
    long target = stack.top(at);
    observer.built(this, target, state, at);
  }

  private void persistentLine(long at) {
    in.skipLine();
    stack.push(observer.persistent(this, Value.text(Value.STRING, at, true), at));
  }

  // what values hold, for the observer

  /// Number of elements of a tuple; -1 when they were not kept, or it is none.
  int length(long tuple) {
    if (!Value.is(tuple, Value.TUPLE)) {
      return -1;
    }
    long payload = Value.payload(tuple);
    return payload == -1 ? 0 : payload < 0 ? -1 : (int) tuples.get((int) payload);
  }

  /// An element of a tuple.
  long element(long tuple, int i) {
    return tuples.get((int) Value.payload(tuple) + 1 + i);
  }

  /// The text of a string or byte string, the first 64 KiB of it.
  String text(long value) {
    return text.of(value);
  }

  /// Where the content of a string or byte string stands.
  Text.Extent extent(long value) {
    return text.extent(value);
  }

  long onStack(int index) {
    return stack.at(index);
  }

  void replaceTop(long value) {
    stack.replaceTop(value);
  }

  /// Goes on elsewhere: raw bytes stand between the instructions.
  void seek(long offset) {
    in.seek(offset);
  }

  long position() {
    return in.position();
  }

  Frames frames() {
    return frames;
  }

  long ops() {
    return ops;
  }

  long calls() {
    return calls;
  }

  int protocol() {
    return protocol;
  }

  /// What the pickle evaluates to, after STOP.
  long result() {
    return result;
  }
}
