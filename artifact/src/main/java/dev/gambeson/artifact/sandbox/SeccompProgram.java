package dev.gambeson.artifact.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Writes a classic BPF program over `struct seccomp_data` (linux/seccomp.h, linux/bpf_common.h).
///
/// Guaranteed of every program: a call under another architecture, or under the x32 numbering of
/// x86_64, kills the process; each rule looks at one call and ends in an answer or falls through;
/// what no rule answers is allowed.
final class SeccompProgram {
  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER = 0x25;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;
  private static final int X32 = 0x40000000;

  private record Step(int code, int ifTrue, int ifFalse, int k) {}

  private final Arch arch;
  private final List<Step> steps = new ArrayList<>();

  SeccompProgram(Arch arch) {
    this.arch = arch;
    load(4);
    jump(JUMP_EQUAL, arch.auditNumber(), 1, 0);
    give(KILL_PROCESS);
    load(0);
    if (arch == Arch.X86_64) {
      jump(JUMP_ANY_BIT, X32, 0, 1);
      give(KILL_PROCESS);
    }
  }

  /// Calls with a higher number get this error.
  SeccompProgram refuseAbove(int number, int errno) {
    jump(JUMP_GREATER, number, 0, 1);
    give(ERRNO | errno);
    return this;
  }

  /// This call always gets this error; 0 pretends success.
  void answer(Sys sys, int errno) {
    if (sys.exists(arch)) {
      jump(JUMP_EQUAL, sys.number(arch), 0, 1);
      give(ERRNO | errno);
    }
  }

  /// The call gets the error when the argument's low word has one of the bits.
  void answerIfAnyBit(Sys sys, int argument, int bits, int errno) {
    if (!sys.exists(arch)) {
      return;
    }
    jump(JUMP_EQUAL, sys.number(arch), 0, 4);
    load(low(argument));
    jump(JUMP_ANY_BIT, bits, 0, 1);
    give(ERRNO | errno);
    give(ALLOW);
  }

  /// The call gets the error when the argument's low word is one of the values.
  void answerIf(Sys sys, int argument, int errno, int... values) {
    compare(sys, argument, ERRNO | errno, ALLOW, values);
  }

  /// The call gets the error when the argument's low word is none of the values.
  void answerUnless(Sys sys, int argument, int errno, int... values) {
    compare(sys, argument, ALLOW, ERRNO | errno, values);
  }

  private void compare(Sys sys, int argument, int ifOneOf, int otherwise, int... values) {
    if (!sys.exists(arch)) {
      return;
    }
    jump(JUMP_EQUAL, sys.number(arch), 0, 2 * values.length + 2);
    load(low(argument));
    for (int value : values) {
      jump(JUMP_EQUAL, value, 0, 1);
      give(ifOneOf);
    }
    give(otherwise);
  }

  /// The call gets the error when the argument, a pointer, is not null.
  void answerIfNotNull(Sys sys, int argument, int errno) {
    if (!sys.exists(arch)) {
      return;
    }
    jump(JUMP_EQUAL, sys.number(arch), 0, 6);
    load(low(argument));
    jump(JUMP_EQUAL, 0, 0, 2);
    load(low(argument) + 4);
    jump(JUMP_EQUAL, 0, 1, 0);
    give(ERRNO | errno);
    give(ALLOW);
  }

  /// Offset of the low half of an argument; both architectures are little-endian.
  private static int low(int argument) {
    return 16 + 8 * argument;
  }

  private void load(int offset) {
    steps.add(new Step(LOAD, 0, 0, offset));
  }

  private void jump(int code, int k, int ifTrue, int ifFalse) {
    steps.add(new Step(code, ifTrue, ifFalse, k));
  }

  private void give(int action) {
    steps.add(new Step(RETURN, 0, 0, action));
  }

  /// The program as an array of `struct sock_filter`, ending in "allow".
  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate((steps.size() + 1) * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (Step s : steps) {
      out.putShort((short) s.code()).put((byte) s.ifTrue()).put((byte) s.ifFalse()).putInt(s.k());
    }
    return out.putShort((short) RETURN).putShort((short) 0).putInt(ALLOW).array();
  }
}
