package dev.gambeson.artifact.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// What a confined program may do by right of its user.
///
/// Every capability is dropped. A Java machine that runs as root and has the capabilities for it
/// gives the child a random user number of its own besides, that owns nothing and runs nothing
/// else: so the limit of processes binds (it does not bind root), and no process of anybody else
/// can be signalled or looked into. The child keeps one capability in that case, to read what its
/// allow-list names but only root may read (`CAP_DAC_READ_SEARCH`); landlock stands above it.
///
/// @param uid the child's user
/// @param switched whether that is another user than ours
record Privileges(long uid, boolean switched) {
  private static final int CAP_CHOWN = 0;
  private static final int CAP_DAC_OVERRIDE = 1;
  private static final int CAP_DAC_READ_SEARCH = 2;
  private static final int CAP_KILL = 5;
  private static final int CAP_SETGID = 6;
  private static final int CAP_SETUID = 7;
  private static final int CAP_SYS_PTRACE = 19;
  private static final List<Integer> NEEDED =
      List.of(
          CAP_CHOWN,
          CAP_DAC_OVERRIDE,
          CAP_DAC_READ_SEARCH,
          CAP_KILL,
          CAP_SETGID,
          CAP_SETUID,
          CAP_SYS_PTRACE);

  private static final int PR_SET_KEEPCAPS = 8;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_SECUREBITS = 28;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_RAISE = 2;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  /// `SECBIT_NOROOT`, `NO_SETUID_FIXUP` and their locks: user 0 gets nothing back by `execve`.
  private static final int NO_ROOT = 1 | 1 << 1 | 1 << 2 | 1 << 3;

  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  /// What the current process can give its children.
  static Privileges choose(SecureRandom random) {
    if (same().uid() != 0 || !has(NEEDED) || !mapsAllUsers()) {
      return same();
    }
    // Above every number that distributions and containers give out, below the signed border.
    return new Privileges(0x6000_0000L + random.nextInt(0x1000_0000), true);
  }

  /// Our own user, all capabilities dropped.
  static Privileges same() {
    return new Privileges(status("Uid:", 10), false);
  }

  private static boolean has(List<Integer> capabilities) {
    long effective = status("CapEff:", 16);
    return capabilities.stream().allMatch(c -> (effective & 1L << c) != 0);
  }

  /// Outside of any user namespace: any number is a user.
  private static boolean mapsAllUsers() {
    try {
      return Files.readString(Path.of("/proc/self/uid_map")).strip().endsWith("4294967295");
    } catch (IOException e) {
      return false;
    }
  }

  private static long status(String field, int radix) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.substring(field.length()).strip().split("\\s+")[0], radix);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
    return -1;
  }

  /// The calls that a thread makes, in order, to give up what it has for good.
  List<Throwaway.Call> calls(Arena arena) {
    List<Throwaway.Call> calls = new ArrayList<>();
    boolean privileged = status("CapEff:", 16) > 0;
    if (privileged) {
      dropBoundingSet(calls);
      // A missing CAP_SETPCAP makes these three fail; what stays is then cut by no_new_privs.
      calls.add(Throwaway.Call.tolerant(Sys.PRCTL, PR_SET_SECUREBITS, switched ? 0 : NO_ROOT));
      calls.add(Throwaway.Call.tolerant(Sys.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL));
    }
    if (switched) {
      calls.add(Throwaway.Call.of(Sys.PRCTL, PR_SET_KEEPCAPS, 1));
      calls.add(Throwaway.Call.of(Sys.SETGROUPS, 0, 0));
      calls.add(Throwaway.Call.of(Sys.SETRESGID, uid, uid, uid));
      calls.add(Throwaway.Call.of(Sys.SETRESUID, uid, uid, uid));
    }
    long kept = switched ? 1L << CAP_DAC_READ_SEARCH : 0;
    calls.add(capset(arena, kept));
    if (switched) {
      calls.add(
          Throwaway.Call.of(Sys.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH));
    }
    calls.add(Throwaway.Call.of(Sys.PRCTL, PR_SET_NO_NEW_PRIVS, 1));
    return calls;
  }

  /// What another thread of ours must do to be allowed to set the limits of a process of this user.
  List<Throwaway.Call> assume() {
    return switched
        ? List.of(
            Throwaway.Call.of(Sys.SETRESGID, uid, uid, uid),
            Throwaway.Call.of(Sys.SETRESUID, uid, uid, uid))
        : List.of();
  }

  private void dropBoundingSet(List<Throwaway.Call> calls) {
    for (int c = 0; c < 64; c++) {
      if (!(switched && c == CAP_DAC_READ_SEARCH)) {
        calls.add(Throwaway.Call.tolerant(Sys.PRCTL, PR_CAPBSET_DROP, c));
      }
    }
  }

  private static Throwaway.Call capset(Arena arena, long kept) {
    MemorySegment header = arena.allocate(ValueLayout.JAVA_INT, 2);
    header.setAtIndex(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
    MemorySegment data = arena.allocate(ValueLayout.JAVA_INT, 6);
    for (int i = 0; i < 3; i++) { // effective, permitted, inheritable, each 32 low bits
      data.setAtIndex(ValueLayout.JAVA_INT, i, (int) kept);
    }
    return Throwaway.Call.of(Sys.CAPSET, header.address(), data.address());
  }
}
