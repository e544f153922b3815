package dev.gambeson.artifact.scan.engine;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// The questions of `gambeson scan`, GB-ART-010 and on. A parser flags under one of them; the words
/// here are what `gambeson explain` shows.
public final class Rules {
  private static final List<String> LOADS = List.of("ML06:2023", "AML.T0011.000", "AML.T0018.002");
  private static final List<String> SUPPLY = List.of("ML06:2023", "AML.T0010.003");

  /// A call that runs code.
  public static final CheckInfo CODE =
      rule(
          "GB-ART-010",
          "Code that runs on loading",
          "Does loading the file run code?",
          "Pickles, Keras Lambda layers, TorchScript, TensorFlow operators, R promises and serialised Java objects can start"
              + " any program with the rights of whoever loads the file.",
          "The file's own instructions are followed by a symbolic machine that never executes them; each call is judged by"
              + " what the callee can do, from a list with reasons, not by its text.",
          "Code that the application itself runs later on the loaded object is not seen.",
          "Do not load the file. Ask its maker for the weights alone (safetensors, ONNX) and for the source.",
          Severity.CRITICAL,
          LOADS);

  /// A call to something nobody vouched for.
  public static final CheckInfo CALLABLE =
      rule(
          "GB-ART-011",
          "Unknown callable",
          "Does loading call something that nobody has vouched for?",
          "Lists of forbidden names are always incomplete: hundreds of harmless-looking functions of installed packages run"
              + " code (arXiv 2508.19774 counts 133).",
          "What a file calls must be on a list of callables that known frameworks write, each with how it may be used.",
          "A harmless library of your own is reported until you add it to the policy.",
          "Find out who wrote the file and what the callee does. If you trust it, load it in the sandbox first.",
          Severity.HIGH,
          LOADS);

  /// Files read, written or deleted on loading.
  public static final CheckInfo FILES =
      rule(
          "GB-ART-012",
          "File access on loading",
          "Does loading read, write or delete other files?",
          "A model that opens files steals secrets, plants programs or loads a second, unscanned model.",
          "Calls, operators and layer settings that open files are followed to the path they name where it is given.",
          "A path computed at run time is reported without its value.",
          "Do not load the file. A model needs no files but its own.",
          Severity.HIGH,
          LOADS);

  /// Network use on loading.
  public static final CheckInfo NETWORK =
      rule(
          "GB-ART-013",
          "Network access on loading",
          "Does loading open a connection?",
          "A model that calls home leaks where it runs and on what, and can fetch code.",
          "Calls, operators and settings that connect or download.",
          "Addresses that are only mentioned in text are not reported.",
          "Do not load the file.",
          Severity.HIGH,
          LOADS);

  /// Paths out of the folder.
  public static final CheckInfo PATH =
      rule(
          "GB-ART-014",
          "Paths that lead out",
          "Does unpacking or loading reach outside the file's own folder?",
          "Archive members, links and external data with `..` or absolute paths overwrite or read files of the host"
              + " (CVE-2025-12060, CVE-2022-25882, CVE-2024-27318).",
          "Names of members, targets of links and references to external data are resolved as Linux and Windows do.",
          "What an unpacking program does with a strange but allowed name is up to it.",
          "Do not unpack or load the file.",
          Severity.HIGH,
          SUPPLY);

  /// Bytes that belong to nothing.
  public static final CheckInfo HIDDEN =
      rule(
          "GB-ART-015",
          "Hidden bytes",
          "Does every byte belong to a structure that was read?",
          "Payloads hide before, between and after what a loader reads.",
          "Every parser marks the bytes that its format accounts for; the rest is reported, and searched for files of known"
              + " kinds.",
          "Content hidden in the numbers of the weights is not visible.",
          "Write the file again from its source and compare.",
          Severity.MEDIUM,
          SUPPLY);

  /// Two readers, two meanings.
  public static final CheckInfo AMBIGUITY =
      rule(
          "GB-ART-016",
          "Ambiguous file",
          "Do all programs read the same thing in it?",
          "Where two programs read a file differently, one checks a harmless version and the other loads the attack"
              + " (CVE-2025-1944, CVE-2025-1945, CVE-2025-10156).",
          "Every interpretation is read: both directories of a zip, bytes that are two formats at once, repeated keys,"
              + " lengths that contradict each other.",
          "Differences between versions of one loader are not known.",
          "Do not load the file; ask for one written by the framework's own save function.",
          Severity.HIGH,
          SUPPLY);

  /// Broken format.
  public static final CheckInfo MALFORMED =
      rule(
          "GB-ART-017",
          "Malformed file",
          "Does the file follow its format to the end?",
          "A file that breaks off was damaged, or made to stop a scanner after the attack has already run.",
          "Every length, count, offset and type is checked before it is used.",
          "What comes after the break is not known: the verdict is inconclusive, whatever was found before it counts.",
          "Get the file again and compare its checksum with its maker's.",
          Severity.MEDIUM,
          SUPPLY);

  /// Exhausts memory, disk or time.
  public static final CheckInfo EXHAUSTION =
      rule(
          "GB-ART-018",
          "Resource exhaustion",
          "Can reading it exhaust memory, disk or time?",
          "A few kilobytes can ask for terabytes.",
          "Unpacked to packed size, nesting, number of members, and what headers announce against what the file holds.",
          "How much a model needs when it runs is a question of the audit (GB-ART-004).",
          "Do not load the file.",
          Severity.MEDIUM,
          SUPPLY);

  /// Templates that reach into the interpreter.
  public static final CheckInfo TEMPLATE =
      rule(
          "GB-ART-019",
          "Template injection",
          "Does a chat template do more than format messages?",
          "Chat templates are programs; one that reaches Python's object model runs any code on the first request"
              + " (CVE-2024-34359), and one that rewrites messages is a backdoor.",
          "Templates are parsed, never rendered; names, attributes, filters and calls must be on the list of what chat"
              + " templates need.",
          "A template that changes the meaning of a conversation by ordinary text is not told apart.",
          "Replace the template by the one of the model's maker.",
          Severity.CRITICAL,
          LOADS);

  /// Code that travels along.
  public static final CheckInfo BUNDLED =
      rule(
          "GB-ART-020",
          "Bundled code",
          "Does code travel with the model, to be run when asked for?",
          "Code beside the weights runs as soon as somebody allows it (`trust_remote_code`, notebooks, handlers).",
          "Python, JavaScript, JARs, notebooks and settings that name them, inside archives and model folders.",
          "Code in an ordinary source folder that no model refers to is only listed.",
          "Read the code, or use the model without it.",
          Severity.MEDIUM,
          SUPPLY);

  /// Credentials.
  public static final CheckInfo SECRET =
      rule(
          "GB-ART-021",
          "Secrets",
          "Does the file carry credentials?",
          "Tokens and keys in metadata, configuration and notebooks reach everybody who gets the file.",
          "Texts are searched for keys and tokens by their form. What is found is never repeated.",
          "A password without a known form is not seen; weights are not searched.",
          "Revoke the credential, remove it, and publish the file again.",
          Severity.MEDIUM,
          SUPPLY);

  /// Name and content disagree.
  public static final CheckInfo MISMATCH =
      rule(
          "GB-ART-022",
          "Name and content disagree",
          "Is the file what its name says?",
          "Scanners and people trust endings; loaders look at bytes (CVE-2025-1889, CVE-2025-10155).",
          "The kind is judged by content and compared with the ending. A pickle under the name of a format that cannot run"
              + " code is high, anything else low.",
          "Files without an ending are not judged.",
          "Rename the file, or find out why somebody did.",
          Severity.LOW,
          SUPPLY);

  /// Not looked at.
  public static final CheckInfo NOT_EXAMINED =
      rule(
          "GB-ART-023",
          "Not examined",
          "Was everything read?",
          "Nothing is known about what was not read: encrypted members, unknown formats, files beyond the limits.",
          "Whatever could not be read is listed with its reason, and the verdict is inconclusive.",
          "A file that is listed here may be harmless; the scanner does not guess.",
          "Give the scanner the decrypted file, or raise the limit named in the message.",
          Severity.MEDIUM,
          SUPPLY);

  /// Programs.
  public static final CheckInfo PROGRAM =
      rule(
          "GB-ART-024",
          "Program inside",
          "Is the file, or something in it, a program?",
          "Models do not contain programs of an operating system.",
          "Whole headers of ELF, PE and Mach-O programs and Java classes, wherever a file or member begins, and in bytes"
              + " that belong to nothing.",
          "Encrypted or packed programs are not seen.",
          "Do not use the file.",
          Severity.HIGH,
          LOADS);

  /// Java deserialisation.
  public static final CheckInfo JAVA =
      rule(
          "GB-ART-025",
          "Java deserialisation",
          "Does reading the Java objects create classes that should not be there?",
          "Deserialising objects of certain classes runs code before any check of the application.",
          "The stream's own class descriptions are read, without any class being loaded; each must be of the JDK's data"
              + " classes or of a known machine-learning library. Known gadget classes and proxies are critical.",
          "A gadget in a class of an allowed library is not known.",
          "Do not deserialise the file; if you must, set the ObjectInputFilter that the finding proposes.",
          Severity.HIGH,
          LOADS);

  /// Dependencies that can be hijacked.
  public static final CheckInfo DEPENDENCY =
      rule(
          "GB-ART-026",
          "Unsafe dependencies",
          "Do files beside the model install or fetch things from elsewhere?",
          "A requirements file with a foreign index or an unpinned address installs what an attacker puts there.",
          "Requirements, build and environment files: extra indexes, direct addresses, trusted hosts, unpinned revisions.",
          "Vulnerable versions are a question of `gambeson bom --advisories`.",
          "Pin versions with hashes and use one index.",
          Severity.MEDIUM,
          SUPPLY);

  /// Documents that act.
  public static final CheckInfo DOCUMENT =
      rule(
          "GB-ART-027",
          "Active document",
          "Does a document fetch or construct things when it is parsed?",
          "XML entities read files and reach addresses, YAML tags and typed JSON construct objects of any class.",
          "Document types, entities, processing instructions, YAML tags and JSON type names are read as text.",
          "What an application does with ordinary values is not known.",
          "Do not parse the document with a parser that follows these constructs.",
          Severity.HIGH,
          LOADS);

  private static final List<CheckInfo> ALL =
      List.of(
          CODE,
          CALLABLE,
          FILES,
          NETWORK,
          PATH,
          HIDDEN,
          AMBIGUITY,
          MALFORMED,
          EXHAUSTION,
          TEMPLATE,
          BUNDLED,
          SECRET,
          MISMATCH,
          NOT_EXAMINED,
          PROGRAM,
          JAVA,
          DEPENDENCY,
          DOCUMENT);

  private Rules() {}

  /// Every rule, by id.
  public static List<CheckInfo> all() {
    return ALL;
  }

  private static CheckInfo rule(
      String id,
      String title,
      String question,
      String why,
      String how,
      String limits,
      String fix,
      Severity severity,
      List<String> refs) {
    return new CheckInfo(id, title, question, why, how, limits, fix, severity, refs, List.of());
  }
}
