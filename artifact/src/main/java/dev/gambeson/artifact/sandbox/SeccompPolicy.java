package dev.gambeson.artifact.sandbox;

import java.util.EnumSet;
import java.util.Set;

/// Which system calls a confined program may not make. All others up to the newest known one are
/// allowed; unknown newer ones do not exist for it, so that a call that a later kernel brings is
/// closed until somebody has looked at it.
///
/// @param confineSignals whether this filter must also stop signals, because nothing else does
/// @param stopTruncate whether it must stop `truncate` by name, because landlock does not
record SeccompPolicy(boolean confineSignals, boolean stopTruncate) {
  /// `mseal`. What follows (`setxattrat`, `open_tree_attr`, `file_setattr`, ...) is not known here.
  static final int NEWEST_KNOWN = 462;

  /// Other processes, kernel state, namespaces, mounts, tracing, time, and kernel surfaces with a
  /// long record of privilege escalation (bpf, io_uring, userfaultfd, perf, keys).
  private static final Set<Sys> FORBIDDEN =
      EnumSet.of(
          Sys.PTRACE,
          Sys.PROCESS_VM_READV,
          Sys.PROCESS_VM_WRITEV,
          Sys.KCMP,
          Sys.PIDFD_GETFD,
          Sys.PROCESS_MADVISE,
          Sys.PROCESS_MRELEASE,
          Sys.MOVE_PAGES,
          Sys.MIGRATE_PAGES,
          Sys.PERF_EVENT_OPEN,
          Sys.MOUNT,
          Sys.UMOUNT2,
          Sys.PIVOT_ROOT,
          Sys.CHROOT,
          Sys.MOVE_MOUNT,
          Sys.OPEN_TREE,
          Sys.FSOPEN,
          Sys.FSCONFIG,
          Sys.FSMOUNT,
          Sys.FSPICK,
          Sys.MOUNT_SETATTR,
          Sys.STATMOUNT,
          Sys.LISTMOUNT,
          Sys.SWAPON,
          Sys.SWAPOFF,
          Sys.BPF,
          Sys.USERFAULTFD,
          Sys.IO_URING_SETUP,
          Sys.IO_URING_ENTER,
          Sys.IO_URING_REGISTER,
          Sys.KEYCTL,
          Sys.ADD_KEY,
          Sys.REQUEST_KEY,
          Sys.UNSHARE,
          Sys.SETNS,
          Sys.KEXEC_LOAD,
          Sys.KEXEC_FILE_LOAD,
          Sys.INIT_MODULE,
          Sys.FINIT_MODULE,
          Sys.DELETE_MODULE,
          Sys.REBOOT,
          Sys.OPEN_BY_HANDLE_AT,
          Sys.NAME_TO_HANDLE_AT,
          Sys.FANOTIFY_INIT,
          Sys.FANOTIFY_MARK,
          Sys.QUOTACTL,
          Sys.QUOTACTL_FD,
          Sys.ACCT,
          Sys.SYSLOG,
          Sys.VHANGUP,
          Sys.SETTIMEOFDAY,
          Sys.CLOCK_SETTIME,
          Sys.CLOCK_ADJTIME,
          Sys.ADJTIMEX,
          Sys.SETHOSTNAME,
          Sys.SETDOMAINNAME,
          Sys.IOPL,
          Sys.IOPERM,
          Sys.MODIFY_LDT,
          Sys.NFSSERVCTL,
          Sys.LOOKUP_DCOOKIE,
          Sys.USELIB,
          Sys.USTAT,
          Sys.SYSFS,
          Sys.SYSCTL,
          Sys.SETRLIMIT,
          Sys.SHMGET,
          Sys.SHMAT,
          Sys.SHMCTL,
          Sys.SHMDT,
          Sys.SEMGET,
          Sys.SEMOP,
          Sys.SEMCTL,
          Sys.SEMTIMEDOP,
          Sys.MSGGET,
          Sys.MSGSND,
          Sys.MSGRCV,
          Sys.MSGCTL,
          Sys.MQ_OPEN,
          Sys.MKNOD,
          Sys.MKNODAT,
          Sys.SOCKET);

  /// Absent rather than forbidden, so that libraries take their other road: memory files count
  /// against no limit, and the flags of `clone3` cannot be seen by a filter.
  private static final Set<Sys> MISSING =
      EnumSet.of(Sys.CLONE3, Sys.MEMFD_CREATE, Sys.MEMFD_SECRET);

  /// Answered with success and not carried out. Landlock does not govern them, so they would reach
  /// any file of the same user; and copying tools stop when they fail.
  private static final Set<Sys> PRETENDED =
      EnumSet.of(
          Sys.CHMOD,
          Sys.FCHMOD,
          Sys.FCHMODAT,
          Sys.FCHMODAT2,
          Sys.CHOWN,
          Sys.FCHOWN,
          Sys.LCHOWN,
          Sys.FCHOWNAT,
          Sys.UTIME,
          Sys.UTIMES,
          Sys.FUTIMESAT,
          Sys.UTIMENSAT);

  private static final Set<Sys> UNSUPPORTED =
      EnumSet.of(
          Sys.SETXATTR,
          Sys.LSETXATTR,
          Sys.FSETXATTR,
          Sys.REMOVEXATTR,
          Sys.LREMOVEXATTR,
          Sys.FREMOVEXATTR);

  private static final Set<Sys> SIGNALS =
      EnumSet.of(
          Sys.KILL,
          Sys.TKILL,
          Sys.TGKILL,
          Sys.RT_SIGQUEUEINFO,
          Sys.RT_TGSIGQUEUEINFO,
          Sys.PIDFD_SEND_SIGNAL);

  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;
  private static final int AF_UNIX = 1;
  private static final int TIOCSTI = 0x5412;
  private static final int TIOCLINUX = 0x541C;

  /// `CLONE_NEWTIME | NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET`. The first
  /// lies within the byte that `clone` uses for the exit signal, so it is left to `clone3`.
  private static final int NEW_NAMESPACES =
      0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000;

  /// The filter program for an architecture, as the kernel takes it.
  byte[] program(Arch arch) {
    SeccompProgram p = new SeccompProgram(arch).refuseAbove(NEWEST_KNOWN, ENOSYS);
    MISSING.forEach(s -> p.answer(s, ENOSYS));
    FORBIDDEN.forEach(s -> p.answer(s, EPERM));
    PRETENDED.forEach(s -> p.answer(s, 0));
    UNSUPPORTED.forEach(s -> p.answer(s, EOPNOTSUPP));
    if (confineSignals) {
      SIGNALS.forEach(s -> p.answer(s, EPERM));
    }
    if (stopTruncate) {
      p.answer(Sys.TRUNCATE, EPERM);
    }
    p.answerIfAnyBit(Sys.CLONE, 0, NEW_NAMESPACES, EPERM);
    p.answerUnless(Sys.SOCKETPAIR, 0, EPERM, AF_UNIX);
    p.answerUnless(Sys.PERSONALITY, 0, EPERM, 0, -1);
    p.answerIf(Sys.IOCTL, 1, EPERM, TIOCSTI, TIOCLINUX);
    p.answerIfNotNull(Sys.PRLIMIT64, 2, EPERM);
    return p.bytes();
  }
}
