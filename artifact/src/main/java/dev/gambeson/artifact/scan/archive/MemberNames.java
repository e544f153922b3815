package dev.gambeson.artifact.scan.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where the name of an archive member, the target of a link or a reference to another file leads,
/// on Linux and on Windows alike.
public final class MemberNames {
  private static final Set<String> DEVICES =
      Set.of("con", "prn", "aux", "nul", "com1", "com2", "com3", "lpt1", "lpt2", "lpt3");

  private MemberNames() {}

  /// Why a name leads out of the folder it belongs to, or cannot be trusted to stay inside; empty
  /// when it stays. A phrase that continues "the name ...".
  public static Optional<String> escape(String name) {
    String path = name.replace('\\', '/');
    if (name.indexOf('\0') >= 0) {
      return Optional.of("contains a NUL character, where some programs end it");
    }
    if (path.startsWith("/")) {
      return Optional.of("is absolute");
    }
    if (path.length() >= 2 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0))) {
      return Optional.of("names a Windows drive");
    }
    if (path.startsWith("~")) {
      return Optional.of("begins in the user's home folder");
    }
    if (leaves("", path)) {
      return Optional.of("leads out of the folder");
    }
    return Optional.empty();
  }

  /// Names that are odd without leading out: a backslash, a Windows device, a trailing dot or
  /// space, an alternate stream.
  public static Optional<String> oddity(String name) {
    if (name.indexOf('\\') >= 0) {
      return Optional.of("contains a backslash, which separates folders on Windows only");
    }
    for (String part : name.split("/", -1)) {
      String bare = part.toLowerCase(Locale.ROOT);
      int dot = bare.indexOf('.');
      if (DEVICES.contains(dot < 0 ? bare : bare.substring(0, dot))) {
        return Optional.of("names a Windows device");
      }
      if (part.indexOf(':') >= 0
          && part.indexOf(':') < part.length() - 1
          && name.indexOf("::") >= 0) {
        return Optional.of("names an alternate data stream");
      }
    }
    return Optional.empty();
  }

  /// Whether a path, taken from a folder inside the archive, leaves the archive's root.
  ///
  /// @param folder `a/b/` or empty
  public static boolean leaves(String folder, String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (folder + path).split("/", -1)) {
      // Windows strips trailing spaces and dots
      String bare = part.strip();
      if (bare.isEmpty() || bare.equals(".")) {
        continue;
      }
      if (bare.equals("..")) {
        if (parts.isEmpty()) {
          return true;
        }
        parts.removeLast();
      } else {
        parts.addLast(part);
      }
    }
    return false;
  }
}
