package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Trust;
import dev.gambeson.artifact.sign.Trust.Reason;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Turns a [Verification] into results, one check an aspect of it: GB-SIG-001 to GB-SIG-006.
public final class SignatureChecks {
  private static final int MOST = 200;
  private static final Set<Reason> BROKEN =
      EnumSet.of(Reason.BAD_SIGNATURE, Reason.OTHER_SUBJECT, Reason.WRONG_KIND);

  private final Verification verification;
  private final Policy policy;
  private final String path;
  private final String signature;

  private SignatureChecks(Verification verification, Policy policy, String path, String signature) {
    this.verification = verification;
    this.policy = policy;
    this.path = path;
    this.signature = signature;
  }

  /// What is asked.
  public static List<CheckInfo> infos() {
    return SignatureInfos.ALL;
  }

  /// The results.
  ///
  /// @param path the model, as the user named it
  /// @param signature the signature, as the user named it
  public static List<CheckResult> results(
      Verification verification, Policy policy, String path, String signature) {
    SignatureChecks checks = new SignatureChecks(verification, policy, path, signature);
    return Stream.of(
            checks.genuine(),
            checks.known(),
            checks.enough(),
            checks.unchanged(),
            checks.nothingElse(),
            checks.portable())
        .map(r -> policy.enabled(info(r.check())) ? r : switchedOff(r.check()))
        .toList();
  }

  private static CheckInfo info(String id) {
    return infos().stream().filter(i -> i.id().equals(id)).findFirst().orElseThrow();
  }

  private static CheckResult switchedOff(String id) {
    return CheckResult.notExamined(id, "", "switched off by policy or flag");
  }

  /// GB-SIG-001.
  private CheckResult genuine() {
    CheckInfo info = SignatureInfos.GENUINE;
    List<Finding> findings = new ArrayList<>();
    if (verification.signatures() == 0) {
      findings.add(
          finding(
              info,
              policy.severity(info),
              "Not signed",
              "There is no signature at %s.".formatted(signature),
              Where.file(path)));
    }
    Stream.concat(
            verification.unreadable().stream(),
            verification.trust().rejected().stream().filter(r -> BROKEN.contains(r.reason())))
        .forEach(r -> findings.add(rejected(info, "Signature does not fit", r)));
    return result(
        info,
        findings,
        "%d of %d signatures fit what they sign."
            .formatted(
                Math.max(0, verification.signatures() - findings.size()),
                verification.signatures()));
  }

  /// GB-SIG-002.
  private CheckResult known() {
    CheckInfo info = SignatureInfos.KNOWN;
    if (verification.signatures() == 0) {
      return CheckResult.notExamined(info.id(), "", "there is no signature");
    }
    List<Finding> findings =
        verification.trust().rejected().stream()
            .filter(r -> !BROKEN.contains(r.reason()))
            .map(r -> rejected(info, title(r.reason()), r))
            .toList();
    int accepted = verification.trust().accepted().size();
    if (accepted == 0 && findings.isEmpty()) {
      return CheckResult.notExamined(info.id(), "", "no signature fits what it signs");
    }
    return result(info, findings, "%d signatures are of trusted signers.".formatted(accepted));
  }

  private static String title(Reason reason) {
    return switch (reason) {
      case UNKNOWN_KEY -> "Unknown key";
      case UNTRUSTED_CERTIFICATE -> "Untrusted certificate";
      case EXPIRED -> "Certificate expired";
      case NOT_YET_VALID -> "Certificate not yet valid";
      case WRONG_USAGE -> "Certificate not for signing";
      case WRONG_IDENTITY -> "Certificate of somebody else";
      case REVOKED -> "Revoked";
      case BAD_SIGNATURE, OTHER_SUBJECT, WRONG_KIND -> "Signature does not fit";
    };
  }

  /// A signature that is not needed is worth a line, no alarm: anybody can put one there.
  private Finding rejected(CheckInfo info, String title, Trust.Rejected r) {
    Severity severity = verification.trust().satisfied() ? Severity.LOW : policy.severity(info);
    return finding(info, severity, title, r.origin() + ": " + r.message(), Where.file(signature));
  }

  /// GB-SIG-003.
  private CheckResult enough() {
    CheckInfo info = SignatureInfos.ENOUGH;
    Trust trust = verification.trust();
    List<Finding> findings =
        trust.satisfied()
            ? List.of()
            : List.of(
                finding(
                    info,
                    policy.severity(info),
                    "Not enough signers",
                    trust.summary(),
                    Where.file(signature)));
    return result(info, findings, trust.summary());
  }

  /// GB-SIG-004.
  private CheckResult unchanged() {
    CheckInfo info = SignatureInfos.UNCHANGED;
    if (verification.manifest().isEmpty()) {
      return notCompared(info);
    }
    List<Finding> findings =
        verification.differences().stream()
            .filter(d -> !isExtra(d))
            .map(d -> difference(info, d))
            .toList();
    return result(
        info,
        findings,
        "%d of %d signed files are as they were signed."
            .formatted(Math.max(0, verification.files() - findings.size()), verification.files()));
  }

  private static CheckResult notCompared(CheckInfo info) {
    return CheckResult.notExamined(
        info.id(), "", "nobody trusted signed a list of files to compare with");
  }

  /// GB-SIG-005.
  private CheckResult nothingElse() {
    CheckInfo info = SignatureInfos.NOTHING_ELSE;
    if (verification.manifest().isEmpty()) {
      return notCompared(info);
    }
    List<Finding> findings = new ArrayList<>();
    verification.differences().stream()
        .filter(SignatureChecks::isExtra)
        .forEach(d -> findings.add(difference(info, d)));
    String summary =
        findings.isEmpty()
            ? "No file is there that the signature does not cover."
            : findings.size() + " files are there that nobody signed.";
    if (!verification.leftOut().isEmpty()) {
      summary =
          "%s %d files are left out of the signature, the first of them '%s'."
              .formatted(
                  findings.isEmpty() ? "" : summary,
                  verification.leftOut().size(),
                  verification.leftOut().getFirst())
              .strip();
    }
    return result(info, findings, summary);
  }

  private boolean isSigned(String name) {
    return verification.manifest().map(m -> m.digests().containsKey(name)).orElse(false);
  }

  private static boolean isExtra(Difference difference) {
    return switch (difference) {
      case Difference.Unsigned _, Difference.Odd _ -> true;
      case Difference.Changed _, Difference.Missing _, Difference.Renamed _ -> false;
    };
  }

  private Finding difference(CheckInfo info, Difference d) {
    Where where = Where.file(path + "/" + d.name());
    Severity severity = policy.severity(info);
    return switch (d) {
      case Difference.Changed c ->
          finding(
              info,
              severity,
              "File changed",
              "'%s' is not what was signed: its SHA-256 is %s, and %s was signed."
                  .formatted(c.name(), c.found(), c.signed()),
              where);
      case Difference.Missing m ->
          finding(
              info,
              severity,
              "File missing",
              "'%s' was signed and is not there.".formatted(m.name()),
              where);
      case Difference.Renamed r ->
          finding(
              info,
              severity,
              "File renamed",
              "'%s' was signed and lies there as '%s'.".formatted(r.name(), r.now()),
              where);
      case Difference.Unsigned u ->
          finding(
              info,
              severity,
              "Unsigned file",
              "'%s' is there and nobody signed it.".formatted(u.name()),
              where);
      case Difference.Odd o ->
          finding(
              info,
              severity,
              "Not a regular file",
              "'%s' is %s%s."
                  .formatted(
                      o.name(),
                      o.what(),
                      isSigned(o.name()) ? ", and a regular file was signed" : ""),
              where);
    };
  }

  /// GB-SIG-006.
  private CheckResult portable() {
    CheckInfo info = SignatureInfos.PORTABLE;
    if (verification.manifest().isEmpty()) {
      return notCompared(info);
    }
    List<Finding> findings =
        verification.notPortable().stream()
            .map(
                p -> finding(info, policy.severity(info), "Name not portable", p, Where.file(path)))
            .toList();
    return result(
        info,
        findings,
        findings.isEmpty()
            ? "Every signed name means the same file on every system."
            : findings.size() + " signed names do not mean the same on every system.");
  }

  private static Finding finding(
      CheckInfo info, Severity severity, String title, String message, Where where) {
    return new Finding(info.id(), "", severity, title, message, where, info.fix());
  }

  private CheckResult result(CheckInfo info, List<Finding> all, String summary) {
    List<Finding> findings = all.size() <= MOST ? all : all.subList(0, MOST);
    String more =
        all.size() <= MOST ? "" : " The first %d of %d are listed.".formatted(MOST, all.size());
    Outcome outcome = all.isEmpty() ? new Outcome.Pass() : new Outcome.Fail();
    Estimate count = Estimate.exact("deviations", all.size(), verification.files());
    return CheckResult.of(
        info.id(), "", outcome, summary + more, List.of(count), findings, List.of());
  }
}
