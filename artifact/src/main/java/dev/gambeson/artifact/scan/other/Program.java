package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Programs of operating systems and virtual machines, by their whole headers: a short magic number
/// alone is common in weights. What the program does is not looked at.
///
/// A program under a name of its own (`.so`, `.dll`, `.exe`) or in a folder of programs is still
/// one that arrives with a model: it is put up for review there, and blocked under the name of
/// data.
final class Program implements FormatParser {
  private static final Set<String> OWN_NAMES =
      Set.of(
          "so", "dll", "exe", "dylib", "pyd", "node", "o", "ko", "elf", "sys", "dex", "wasm", "a",
          "jnilib", "com", "scr", "bin32", "out", "class", "lnk", "msi");

  private record Kind(String id, String words) {}

  @Override
  public String kind() {
    return "program";
  }

  @Override
  public boolean recognises(Input input) {
    return identify(input).isPresent();
  }

  private static Optional<Kind> identify(Input input) {
    if (isElf(input)) {
      return Optional.of(new Kind("elf", "an ELF program or library (Linux)"));
    }
    if (isPe(input)) {
      return Optional.of(new Kind("pe", "a PE program or library (Windows)"));
    }
    if (isMachO(input)) {
      return Optional.of(new Kind("mach-o", "a Mach-O program or library (macOS)"));
    }
    if (input.matches(0, "dex\n03") && input.size() >= 112) {
      return Optional.of(new Kind("dex", "a program for Android"));
    }
    if (input.matches(0, (byte) 0, (byte) 'a', (byte) 's', (byte) 'm')
        && input.size() >= 8
        && input.i32(4) > 0
        && input.i32(4) < 16) {
      return Optional.of(new Kind("wasm", "a WebAssembly module"));
    }
    return other(input);
  }

  private static Optional<Kind> other(Input input) {
    if (input.size() >= 76 && input.i32(0) == 0x4c && input.i32(4) == 0x0002_1401) {
      return Optional.of(new Kind("lnk", "a Windows shortcut, which starts a program"));
    }
    if (isDos(input)) {
      return Optional.of(new Kind("dos", "a DOS program"));
    }
    if (input.size() > 16 && input.i32(0) == (int) 0xdec0_17_0bL) {
      return Optional.of(new Kind("llvm-bitcode", "LLVM bitcode"));
    }
    return isPyc(input)
        ? Optional.of(new Kind("python-bytecode", "compiled Python code"))
        : Optional.empty();
  }

  private static boolean isElf(Input input) {
    return input.matches(0, (byte) 0x7f, (byte) 'E', (byte) 'L', (byte) 'F')
        && input.size() >= 20
        && (input.u8(4) == 1 || input.u8(4) == 2)
        && (input.u8(5) == 1 || input.u8(5) == 2);
  }

  private static boolean isPe(Input input) {
    if (!input.matches(0, "MZ") || input.size() < 0x40) {
      return false;
    }
    long header = input.u32(0x3c);
    return header <= input.size() - 4
        && (input.matches(header, (byte) 'P', (byte) 'E', (byte) 0, (byte) 0)
            || input.matches(header, "NE")
            || input.matches(header, "LE")
            || input.matches(header, "LX"));
  }

  /// A plausible header of a DOS program: sizes that fit the file.
  private static boolean isDos(Input input) {
    if (!(input.matches(0, "MZ") || input.matches(0, "ZM")) || input.size() < 0x1c) {
      return false;
    }
    long pages = input.u16(4);
    long header = 16L * input.u16(8);
    long size = pages * 512;
    return input.u16(2) < 512
        && pages > 0
        && header >= 0x1c
        && header < size
        && size <= input.size() + 512
        && size + 65_536 >= input.size();
  }

  private static boolean isMachO(Input input) {
    if (input.size() < 28) {
      return false;
    }
    int magic = input.i32(0);
    boolean little = magic == 0xfeed_face || magic == 0xfeed_facf;
    boolean big = magic == 0xcefa_edfe || magic == 0xcffa_edfe;
    if (little || big) {
      long type = little ? input.u32(12) : input.u32be(12);
      return type >= 1 && type <= 12;
    }
    boolean fat = input.i32be(0) == 0xcafe_babe || input.i32be(0) == 0xcafe_babf;
    return fat && input.i32be(4) > 0 && input.i32be(4) < 20 && input.u32be(16) < input.size();
  }

  /// A marshalled code object behind a version number, flags, and time or hash.
  private static boolean isPyc(Input input) {
    return input.size() > 17
        && input.u8(2) == '\r'
        && input.u8(3) == '\n'
        && input.u16(0) >= 3000
        && input.u16(0) < 4000
        && input.u32(4) <= 3
        && (input.u8(16) & 0x7f) == 'c';
  }

  @Override
  public void parse(Input input, Scan scan) {
    Kind kind = identify(input).orElseThrow(() -> new Malformed(0, "no program after all"));
    scan.kind(kind.id());
    scan.ownAll();
    boolean named = input.depth() == 0 && isOwnName(input, kind);
    scan.flag(
        Rules.PROGRAM,
        named ? Severity.MEDIUM : Severity.HIGH,
        0,
        "program",
        "%s is %s.%s"
            .formatted(
                input.depth() == 0 ? "The file" : "This member",
                kind.words(),
                named ? "" : " No model or data file has a reason to be or to hold one."));
  }

  private static boolean isOwnName(Input input, Kind kind) {
    String name = input.baseName().toLowerCase(Locale.ROOT);
    boolean python = kind.id().equals("python-bytecode") && input.ending().matches("py[co]");
    return python
        || OWN_NAMES.contains(input.ending())
        || name.contains(".so.")
        || (input.ending().isEmpty()
            && input.file().filter(java.nio.file.Files::isExecutable).isPresent());
  }
}
