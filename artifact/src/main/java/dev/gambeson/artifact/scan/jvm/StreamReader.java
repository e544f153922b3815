package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Walks one stream of Java's serialisation protocol (version 5), object by object, without
/// creating any. Source: Java Object Serialization Specification, chapter 6.
final class StreamReader {
  private static final int HANDLE_BASE = 0x7e_0000;
  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_CLASSES = 20_000;
  private static final int MAX_PARENTS = 200;
  private static final int MAX_SETS = 24;
  private static final byte[][] MAGICS = {
    {(byte) 0xac, (byte) 0xed, 0, 5},
    {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe},
    {'P', 'K', 3, 4},
    {0x1f, (byte) 0x8b, 8},
    {0x7f, 'E', 'L', 'F'},
    {'M', 'Z'},
    {(byte) 0x80, 4, (byte) 0x95}
  };

  private final Input input;
  private final Scan scan;
  private final ClassJudge judge;
  private final Map<Integer, ClassDesc> classes = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private int handles;
  private int depth;
  private int sets;
  private long at;

  StreamReader(Input input, Scan scan, ClassJudge judge, long from) {
    this.input = input;
    this.scan = scan;
    this.judge = judge;
    this.at = from;
  }

  /// Reads contents until bytes follow that begin none.
  ///
  /// @return offset of the first byte after the last content
  long read() {
    while (at < input.size() && isContent(input.u8(at))) {
      long from = at;
      content();
      scan.own(from, at);
    }
    return at;
  }

  private static boolean isContent(int tag) {
    return tag >= 0x70 && tag <= 0x7e;
  }

  private int u8() {
    return input.u8(at++);
  }

  private int u16() {
    at += 2;
    return input.u16be(at - 2);
  }

  private long u32() {
    at += 4;
    return input.u32be(at - 4);
  }

  private String utf(long length, int max) {
    String text = input.text(at, length, max, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private void skip(long length) {
    input.slice(at, length);
    at += length;
  }

  /// One content: an object, a class, block data or a reset.
  private void content() {
    if (++depth > MAX_DEPTH) {
      scan.flag(
          Rules.EXHAUSTION,
          at,
          "nested too deeply",
          "Objects lie %d deep in each other: reading them can exhaust the stack. Set maxdepth in an ObjectInputFilter."
              .formatted(MAX_DEPTH));
      throw new Malformed(at, "objects are nested more than %d deep".formatted(MAX_DEPTH));
    }
    int tag = u8();
    switch (tag) {
      case 0x70 -> {} // null
      case 0x71 -> reference();
      case 0x72, 0x7d -> {
        at--;
        classDesc();
      }
      case 0x73 -> object();
      case 0x74 -> string(u16());
      case 0x75 -> array();
      case 0x76 -> {
        Optional<ClassDesc> desc = classDesc();
        handles++;
        desc.ifPresent(d -> judge.literal(d.name(), at));
      }
      case 0x77 -> block(u8());
      case 0x7a -> block(u32());
      case 0x79 -> reset();
      case 0x7b -> exception();
      case 0x7c -> string(longLength());
      case 0x7e -> enumConstant();
      default -> throw new Malformed(at - 1, "0x%02x begins no object".formatted(tag));
    }
    depth--;
  }

  private void reset() {
    if (depth > 1) {
      throw new Malformed(at - 1, "a reset inside an object");
    }
    forget();
  }

  private void forget() {
    classes.clear();
    names.clear();
    handles = 0;
  }

  private void exception() {
    forget();
    content();
    forget();
  }

  private long longLength() {
    at += 8;
    long length = input.i64be(at - 8);
    if (length < 0) {
      throw new Malformed(at - 8, "a text of negative length");
    }
    return length;
  }

  private int reference() {
    int handle = (int) (u32() - HANDLE_BASE);
    if (handle < 0 || handle >= handles) {
      throw new Malformed(at - 4, "a reference to object %d of %d".formatted(handle, handles));
    }
    return handle;
  }

  private void string(long length) {
    int handle = handles++;
    long from = at;
    skip(length);
    if (length <= 512 && names.size() < MAX_CLASSES) {
      names.put(handle, input.text(from, length, 512, StandardCharsets.UTF_8));
    }
    judge.text(input, from, length);
  }

  private void block(long length) {
    long from = at;
    skip(length);
    embedded(from, length);
  }

  private void enumConstant() {
    classDesc();
    handles++;
    content();
  }

  private void array() {
    ClassDesc desc = required(classDesc());
    handles++;
    long count = u32();
    char type = desc.name().length() > 1 ? desc.name().charAt(1) : ' ';
    int width = desc.name().startsWith("[") ? ClassDesc.width(type) : -1;
    if (width < 0) {
      throw new Malformed(at, "an array of the class " + judge.shown(desc.name()));
    }
    if (count > Integer.MAX_VALUE || count * Math.max(1, width) > input.size() - at) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.HIGH,
          at - 4,
          "array larger than the file",
          "An array announces %d elements, %d bytes follow: a reader takes the memory before it looks."
              .formatted(count, input.size() - at));
      throw new Malformed(at - 4, "an array of %d elements does not fit".formatted(count));
    }
    if (width > 0) {
      long from = at;
      skip(count * width);
      if (width == 1) {
        embedded(from, count);
      }
    } else {
      for (long i = 0; i < count; i++) {
        content();
      }
    }
  }

  /// Bytes that are a file of their own are examined as one.
  private void embedded(long from, long length) {
    for (byte[] magic : MAGICS) {
      if (length > 8 && input.matches(from, magic)) {
        scan.member(input.inner("bytes@" + from, input.slice(from, length)));
        return;
      }
    }
  }

  private ClassDesc required(Optional<ClassDesc> desc) {
    return desc.orElseThrow(() -> new Malformed(at, "an object without a class"));
  }

  private void object() {
    ClassDesc desc = required(classDesc());
    handles++;
    boolean hashed = judge.isHashed(desc.name());
    if (hashed && ++sets > MAX_SETS) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.HIGH,
          at,
          "sets inside sets",
          "More than %d hash sets or maps lie in each other: computing their hash codes takes time that doubles with each"
                  .formatted(MAX_SETS)
              + " level (SerialDOS).");
    }
    List<ClassDesc> chain = new ArrayList<>();
    Optional<ClassDesc> next = Optional.of(desc);
    while (next.isPresent()) {
      chain.addFirst(next.get());
      next = next.get().parent();
    }
    for (ClassDesc part : chain) {
      part(part);
    }
    if (hashed) {
      sets--;
    }
  }

  private void part(ClassDesc desc) {
    if (desc.has(ClassDesc.EXTERNALIZABLE)) {
      if (!desc.has(ClassDesc.BLOCK_DATA)) {
        throw new Malformed(
            at, "an Externalizable object of protocol 1, whose length only its class knows");
      }
      annotations(desc);
      return;
    }
    if (!desc.has(ClassDesc.SERIALIZABLE) || desc.has(ClassDesc.ENUM)) {
      throw new Malformed(at, "an object of the class %s".formatted(judge.shown(desc.name())));
    }
    for (ClassDesc.Field field : desc.fields()) {
      int width = ClassDesc.width(field.type());
      if (width == 0) {
        content();
      } else {
        if (field.type() == 'I') {
          capacity(desc, field.name(), input.i32be(at));
        }
        skip(width);
      }
    }
    if (desc.has(ClassDesc.WRITE_METHOD)) {
      annotations(desc);
    }
  }

  /// What `writeObject` wrote, up to the end mark.
  private void annotations(ClassDesc desc) {
    boolean first = true;
    while (input.u8(at) != 0x78) {
      if (first && input.u8(at) == 0x77) {
        sizes(desc, at + 2, input.u8(at + 1));
      }
      first = false;
      content();
    }
    at++;
  }

  /// Collections of the JDK write their size first, and make room for it before they read on.
  private void sizes(ClassDesc desc, long from, int length) {
    if (!desc.name().startsWith("java.util.") || length > 16) {
      return;
    }
    for (int i = 0; i + 4 <= length; i += 4) {
      boolean factor = desc.name().endsWith("Set") && i == 4;
      if (!factor) {
        capacity(desc, "size", input.i32be(from + i));
      }
    }
  }

  private void capacity(ClassDesc desc, String field, int value) {
    if (desc.name().startsWith("java.util.")
        && (field.equals("size") || field.equals("elementCount"))
        && value > 1 << 20
        && value > input.size()) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.HIGH,
          at,
          "collection larger than the file",
          "A %s announces %d elements in a file of %d bytes: a reader takes the memory before it looks."
              .formatted(desc.name(), value, input.size()));
    }
  }

  private Optional<ClassDesc> classDesc() {
    int tag = u8();
    return switch (tag) {
      case 0x70 -> Optional.empty();
      case 0x71 -> {
        ClassDesc known = classes.get(reference());
        if (known == null) {
          throw new Malformed(at - 4, "a reference to a class that is none");
        }
        yield Optional.of(known);
      }
      case 0x72 -> Optional.of(newClass());
      case 0x7d -> Optional.of(proxy());
      default -> throw new Malformed(at - 1, "0x%02x begins no class".formatted(tag));
    };
  }

  private ClassDesc newClass() {
    long from = at;
    String name = utf(u16(), 65_535);
    judge.met(name, from);
    at += 8; // serial version
    int handle = handles++;
    int flags = u8();
    List<ClassDesc.Field> fields = fields();
    annotationsOfClass();
    Optional<ClassDesc> parent = parent(handle);
    return keep(handle, new ClassDesc(name, flags, fields, parent));
  }

  private List<ClassDesc.Field> fields() {
    int count = u16();
    List<ClassDesc.Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long from = at;
      char type = (char) u8();
      if (ClassDesc.width(type) < 0) {
        throw new Malformed(at - 1, "a field of the type 0x%02x".formatted((int) type));
      }
      fields.add(new ClassDesc.Field(type, utf(u16(), 65_535)));
      if (ClassDesc.width(type) == 0) {
        judge.declared(signature(), from);
      }
    }
    return fields;
  }

  /// The type of a field: a text, or a reference to one.
  private String signature() {
    int tag = u8();
    if (tag == 0x71) {
      return names.getOrDefault(reference(), "");
    }
    if (tag != 0x74) {
      throw new Malformed(at - 1, "a field whose type is no text");
    }
    long length = u16();
    int handle = handles++;
    String text = utf(length, 65_535);
    names.put(handle, text);
    return text;
  }

  private void annotationsOfClass() {
    while (input.u8(at) != 0x78) {
      content();
    }
    at++;
  }

  private Optional<ClassDesc> parent(int handle) {
    if (++depth > MAX_PARENTS + MAX_DEPTH) {
      throw new Malformed(at, "more than %d super classes".formatted(MAX_PARENTS));
    }
    Optional<ClassDesc> parent = classDesc();
    depth--;
    int length = 0;
    for (Optional<ClassDesc> p = parent; p.isPresent(); p = p.get().parent()) {
      if (++length > MAX_PARENTS) {
        throw new Malformed(at, "class %d has more super classes than any".formatted(handle));
      }
    }
    return parent;
  }

  private ClassDesc proxy() {
    long from = at;
    int handle = handles++;
    long count = u32();
    if (count > 65_535) {
      throw new Malformed(from, "a proxy of %d interfaces".formatted(count));
    }
    List<String> interfaces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      interfaces.add(utf(u16(), 65_535));
    }
    judge.proxy(interfaces, from);
    annotationsOfClass();
    Optional<ClassDesc> parent = parent(handle);
    return keep(handle, new ClassDesc("$Proxy", ClassDesc.SERIALIZABLE, List.of(), parent));
  }

  private ClassDesc keep(int handle, ClassDesc desc) {
    if (classes.size() >= MAX_CLASSES) {
      scan.unread(
          Rules.EXHAUSTION,
          at,
          "too many classes",
          "The stream describes more than %d classes.".formatted(MAX_CLASSES));
      throw new Malformed(at, "more than %d classes".formatted(MAX_CLASSES));
    }
    classes.put(handle, desc);
    return desc;
  }
}
