package dev.gambeson.artifact.sandbox;

import java.util.Optional;

/// Processor architectures whose system-call numbers are known here. On any other there is no
/// sandbox.
enum Arch {
  /// AMD64.
  X86_64(0xC000003E),
  /// 64-bit ARM.
  AARCH64(0xC00000B7);

  private final int auditNumber;

  Arch(int auditNumber) {
    this.auditNumber = auditNumber;
  }

  /// `AUDIT_ARCH_*` of linux/audit.h: what a seccomp filter sees.
  int auditNumber() {
    return auditNumber;
  }

  /// The architecture of this Java machine on Linux; empty elsewhere.
  static Optional<Arch> current() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
