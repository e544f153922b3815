package dev.gambeson.artifact.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the filter programs of both architectures in an interpreter of the few instructions they
/// use, so that the one we do not run on is tried too.
class SeccompPolicyTest {
  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;

  private static int judge(Arch arch, int number, long... arguments) {
    return judge(new SeccompPolicy(true, true), arch, arch.auditNumber(), number, arguments);
  }

  private static int judge(
      SeccompPolicy policy, Arch arch, int audit, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(number).putInt(audit).putLong(0);
    LongStream.of(arguments).forEach(data::putLong);
    ByteBuffer code = ByteBuffer.wrap(policy.program(arch)).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int op = code.getShort(8 * at);
      int k = code.getInt(8 * at + 4);
      boolean jump =
          switch (op) {
            case 0x15 -> accumulator == k;
            case 0x25 -> Integer.compareUnsigned(accumulator, k) > 0;
            case 0x45 -> (accumulator & k) != 0;
            default -> false;
          };
      switch (op) {
        case 0x20 -> accumulator = data.getInt(k);
        case 0x06 -> {
          return k;
        }
        default -> at += code.get(8 * at + (jump ? 2 : 3)) & 0xff;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void callsOfAnotherArchitectureKill(Arch arch) {
    for (Arch other : Arch.values()) {
      int expected = other == arch ? ALLOW : KILL;
      assertThat(judge(new SeccompPolicy(false, false), arch, other.auditNumber(), 0))
          .isEqualTo(expected);
    }
    if (arch == Arch.X86_64) {
      assertThat(judge(arch, 0x40000000 | 1)).isEqualTo(KILL);
    }
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void dangerousCallsAreRefused(Arch arch) {
    for (Sys sys :
        new Sys[] {
          Sys.PTRACE,
          Sys.SOCKET,
          Sys.MOUNT,
          Sys.BPF,
          Sys.UNSHARE,
          Sys.SETNS,
          Sys.IO_URING_SETUP,
          Sys.KEYCTL,
          Sys.PROCESS_VM_READV,
          Sys.USERFAULTFD,
          Sys.KEXEC_LOAD,
          Sys.INIT_MODULE,
          Sys.KILL,
          Sys.TRUNCATE,
          Sys.SETRLIMIT,
          Sys.OPEN_BY_HANDLE_AT,
          Sys.PERF_EVENT_OPEN
        }) {
      assertThat(judge(arch, sys.number(arch))).as("%s", sys).isEqualTo(EPERM);
    }
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void ordinaryCallsPass(Arch arch) {
    for (Sys sys : new Sys[] {Sys.READ, Sys.WRITE, Sys.CLOSE, Sys.OPENAT, Sys.GETPID, Sys.WAIT4}) {
      assertThat(judge(arch, sys.number(arch))).as("%s", sys).isEqualTo(ALLOW);
    }
    assertThat(judge(arch, SeccompPolicy.NEWEST_KNOWN)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void callsThatNobodyKnowsYetDoNotExist(Arch arch) {
    assertThat(judge(arch, SeccompPolicy.NEWEST_KNOWN + 1)).isEqualTo(ENOSYS);
    assertThat(judge(arch, -1 & 0x3fffffff)).isEqualTo(ENOSYS);
    assertThat(judge(arch, Sys.CLONE3.number(arch))).isEqualTo(ENOSYS);
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void argumentsDecide(Arch arch) {
    assertThat(judge(arch, Sys.CLONE.number(arch), 0x4111)).isEqualTo(ALLOW);
    assertThat(judge(arch, Sys.CLONE.number(arch), 0x10000000 | 17)).isEqualTo(EPERM);
    assertThat(judge(arch, Sys.SOCKETPAIR.number(arch), 1)).isEqualTo(ALLOW);
    assertThat(judge(arch, Sys.SOCKETPAIR.number(arch), 2)).isEqualTo(EPERM);
    assertThat(judge(arch, Sys.IOCTL.number(arch), 0, 0x5412)).isEqualTo(EPERM);
    assertThat(judge(arch, Sys.IOCTL.number(arch), 0, 0x5401)).isEqualTo(ALLOW);
    assertThat(judge(arch, Sys.PRLIMIT64.number(arch), 0, 7, 0)).isEqualTo(ALLOW);
    assertThat(judge(arch, Sys.PRLIMIT64.number(arch), 0, 7, 64)).isEqualTo(EPERM);
    assertThat(judge(arch, Sys.PRLIMIT64.number(arch), 0, 7, 1L << 40)).isEqualTo(EPERM);
    assertThat(judge(arch, Sys.PERSONALITY.number(arch), 0xffffffffL)).isEqualTo(ALLOW);
    assertThat(judge(arch, Sys.PERSONALITY.number(arch), 0x40000)).isEqualTo(EPERM);
  }
}
