package dev.gambeson.core.io;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Whether a file's rights let it keep a secret. On file systems that know no such rights nothing
/// is refused.
public final class FileRights {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private FileRights() {}

  /// Whether nobody but its owner may read or write a file. One that belongs to root may be
  /// readable by its group: so secrets are handed to a service that is not root (PostgreSQL's rule
  /// for keys; Kubernetes mounts them like that).
  public static boolean mayKeepSecret(Path file) throws IOException {
    return !POSIX
        || mayKeepSecret(
            Files.getPosixFilePermissions(file), uid(file), uid(Path.of("/proc/self")));
  }

  /// @param owner user id of the file's owner, -1 if not known
  /// @param self user id of this process, -1 if not known
  static boolean mayKeepSecret(Set<PosixFilePermission> rights, int owner, int self) {
    Set<PosixFilePermission> allowed =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if (owner == 0 && self > 0) {
      allowed.add(PosixFilePermission.GROUP_READ);
    }
    return allowed.containsAll(rights);
  }

  private static int uid(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid") instanceof Integer id ? id : -1;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }
}
