package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.engine.FormatParser;
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
import java.util.Set;
import java.util.TreeSet;

/// A compiled Java class. The constant pool names every class and method that its code can call;
/// the code itself is not followed.
///
/// Inside an archive (a JAR) it is bundled code; alone, or inside a model, it is a program. Source:
/// Java Virtual Machine Specification, chapter 4.
final class ClassFile implements FormatParser {
  private static final int MAX_NAME = 65_535;
  private static final List<String> DANGEROUS =
      List.of(
          "java/lang/Runtime.exec",
          "java/lang/ProcessBuilder",
          "java/lang/ClassLoader.defineClass",
          "java/lang/System.load",
          "java/net/URLClassLoader",
          "java/net/Socket",
          "java/net/ServerSocket",
          "java/net/URL.openStream",
          "java/net/URL.openConnection",
          "java/net/http/HttpClient",
          "javax/naming/InitialContext",
          "javax/naming/Context.lookup",
          "javax/script/ScriptEngine",
          "java/io/ObjectInputStream.readObject",
          "java/lang/reflect/Method.invoke",
          "java/lang/reflect/AccessibleObject.setAccessible",
          "java/lang/invoke/MethodHandles$Lookup.defineClass",
          "java/rmi/",
          "sun/misc/Unsafe",
          "jdk/internal/misc/Unsafe");

  @Override
  public String kind() {
    return "java-class";
  }

  @Override
  public boolean recognises(Input input) {
    if (!input.matches(0, (byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe)) {
      return false;
    }
    int major = input.u16be(6); // a fat Mach-O program has its number of architectures here
    return major >= 45 && major < 200;
  }

  @Override
  public void parse(Input input, Scan scan) {
    boolean bundled = input.depth() > 0 && input.name().endsWith(".class");
    String calls;
    try {
      calls = String.join(", ", calls(input));
    } catch (Malformed e) {
      report(scan, bundled, "");
      throw e;
    }
    report(scan, bundled, calls);
    scan.ownAll();
  }

  private static void report(Scan scan, boolean bundled, String calls) {
    String says =
        calls.isEmpty()
            ? "Its constant pool names no method that starts programs or opens connections."
            : "Its code can call " + calls + ".";
    if (bundled) {
      scan.flag(
          Rules.BUNDLED,
          calls.isEmpty() ? Severity.LOW : Severity.MEDIUM,
          0,
          "compiled Java class",
          says);
    } else {
      scan.flag(
          Rules.PROGRAM,
          0,
          "compiled Java class",
          "A Java class stands where data belongs. " + says);
    }
  }

  /// The dangerous methods and classes that the constant pool names, sorted.
  static Set<String> calls(Input input) {
    Pool pool = Pool.read(input);
    TreeSet<String> found = new TreeSet<>();
    for (String reference : pool.references()) {
      for (String bad : DANGEROUS) {
        if (reference.startsWith(bad)) {
          found.add(bad.replace('/', '.'));
        }
      }
    }
    return found;
  }

  /// Classes and `class.method` names of a constant pool.
  private record Pool(
      Map<Integer, String> texts,
      Map<Integer, Integer> classes,
      Map<Integer, int[]> members,
      Map<Integer, Integer> nameOf) {
    static Pool read(Input input) {
      Pool pool = new Pool(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
      int count = input.u16be(8);
      long at = 10;
      for (int i = 1; i < count; i++) {
        int tag = input.u8(at);
        at = pool.entry(input, i, tag, at + 1);
        if (tag == 5 || tag == 6) {
          i++; // long and double take two places
        }
      }
      input.slice(at, 8); // flags, this, super, interfaces
      return pool;
    }

    private long entry(Input input, int index, int tag, long at) {
      return at
          + switch (tag) {
            case 1 -> {
              int length = input.u16be(at);
              texts.put(index, input.text(at + 2, length, MAX_NAME, StandardCharsets.UTF_8));
              yield 2 + length;
            }
            case 3, 4, 17, 18 -> 4;
            case 5, 6 -> 8;
            case 7 -> {
              classes.put(index, input.u16be(at));
              yield 2;
            }
            case 8, 16, 19, 20 -> 2;
            case 9, 10, 11 -> {
              members.put(index, new int[] {input.u16be(at), input.u16be(at + 2)});
              yield 4;
            }
            case 12 -> {
              nameOf.put(index, input.u16be(at));
              yield 4;
            }
            case 15 -> 3;
            default ->
                throw new Malformed(
                    at - 1, "constant %d of the unknown kind %d".formatted(index, tag));
          };
    }

    List<String> references() {
      List<String> names = new ArrayList<>();
      classes.values().forEach(text -> names.add(texts.getOrDefault(text, "")));
      members
          .values()
          .forEach(member ->
              names.add(
                  texts.getOrDefault(classes.getOrDefault(member[0], 0), "")
                      + "."
                      + texts.getOrDefault(nameOf.getOrDefault(member[1], 0), "")));
      return names;
    }
  }
}
