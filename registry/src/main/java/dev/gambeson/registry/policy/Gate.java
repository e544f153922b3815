package dev.gambeson.registry.policy;

import dev.gambeson.artifact.sign.Trust;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.Approval;
import dev.gambeson.registry.catalog.EvidenceItem;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Decides whether a version may reach a stage: by today's policy and today's trust, whatever was
/// decided before.
///
/// Guarantees: evidence counts only when signers whom the policy trusts for this name and type
/// signed a statement about exactly this version's manifest, it is no older than the policy allows,
/// does not come from the future, and its verdict is good; **the newest trusted word counts**: an
/// older pass does not outweigh a newer block. Approvals are counted by different people, without
/// whoever asks and whoever added the version. A stage that the policy does not speak of is closed.
///
/// Not protected: a trusted signer who lies; people who share their tokens.
public final class Gate {
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final RegistryPolicy policy;
  private final Instant now;

  public Gate(RegistryPolicy policy, Instant now) {
    this.policy = policy;
    this.now = now;
  }

  /// Judges a version.
  ///
  /// @param asking who asks for the move: never counted as an approver
  public GateReport judge(
      Version version,
      Stage stage,
      List<EvidenceItem> evidence,
      List<Approval> approvals,
      String asking) {
    List<GateRule> rules = policy.rulesFor(version.kind(), stage);
    if (rules.isEmpty()) {
      return new GateReport(
          stage,
          List.of(
              new GateReport.Requirement(
                  "policy",
                  false,
                  "it does not say what a %s needs to be %s; an administrator sets it with `registry policy set`"
                      .formatted(version.kind().id(), stage.id()))));
    }
    List<GateReport.Requirement> all = new ArrayList<>();
    all.add(
        new GateReport.Requirement(
            "content",
            !version.purged(),
            version.purged() ? "was given up on purpose" : "is kept"));
    for (GateRule rule : rules) {
      for (GateRule.EvidenceRule needed : rule.evidence()) {
        all.add(evidence(version, needed, evidence));
      }
    }
    GateRule last = rules.getLast();
    if (last.approvals() > 0) {
      all.add(approvals(version, stage, last, approvals, asking));
    }
    return new GateReport(stage, all.stream().distinct().toList());
  }

  private GateReport.Requirement evidence(
      Version version, GateRule.EvidenceRule needed, List<EvidenceItem> evidence) {
    String what = needed.word() + " evidence";
    if (policy.trust().isEmpty()) {
      return new GateReport.Requirement(
          what, false, "the policy trusts no signer; it needs a 'trust' section");
    }
    TrustPolicy trust = policy.trust().get();
    TrustPolicy.Question question =
        new TrustPolicy.Question(
            version.name() + "#" + needed.word(), version.manifest().hex(), needed.type());
    List<Claim> trusted = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (Claim claim : claims(evidence, needed.type(), refusals)) {
      Trust one = trust.verify(question, List.of(claim.attestation()), now);
      if (one.accepted().isEmpty()) {
        one.rejected().stream().map(Trust.Rejected::message).findFirst().ifPresent(refusals::add);
      } else {
        trusted.add(claim);
      }
    }
    Optional<String> flaw = flaw(trusted, needed, refusals);
    if (flaw.isPresent()) {
      return new GateReport.Requirement(what, false, flaw.get());
    }
    List<Claim> good = trusted.stream().filter(c -> problem(c, needed).isEmpty()).toList();
    Trust together = trust.verify(question, good.stream().map(Claim::attestation).toList(), now);
    return new GateReport.Requirement(what, together.satisfied(), together.summary());
  }

  private static List<Claim> claims(
      List<EvidenceItem> evidence, String type, List<String> refusals) {
    List<Claim> claims = new ArrayList<>();
    for (EvidenceItem item : evidence) {
      if (item.predicateType().equals(type)) {
        try {
          claims.add(Claim.of(item));
        } catch (GambesonException e) {
          refusals.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return claims;
  }

  /// What is wrong with the newest trusted claim; empty when it is good.
  private Optional<String> flaw(
      List<Claim> trusted, GateRule.EvidenceRule needed, List<String> refusals) {
    Optional<Claim> newest = trusted.stream().max(Comparator.comparing(Claim::time));
    if (newest.isEmpty()) {
      String why = refusals.isEmpty() ? "" : " (" + String.join(" ", refusals) + ")";
      return Optional.of(
          "none from a trusted signer%s; attach some with `registry attest`".formatted(why));
    }
    // One from the future would otherwise outrank every honest one for ever.
    return trusted.stream()
        .filter(c -> c.time().isAfter(now.plus(SKEW)))
        .findFirst()
        .or(() -> newest)
        .flatMap(c -> problem(c, needed));
  }

  private Optional<String> problem(Claim claim, GateRule.EvidenceRule needed) {
    if (claim.time().equals(Instant.EPOCH)) {
      return Optional.of("the newest states no 'time', so its age is unknown");
    }
    if (claim.time().isAfter(now.plus(SKEW))) {
      return Optional.of(
          "one is dated %s, in the future; a clock is wrong".formatted(claim.time()));
    }
    if (!needed.verdicts().contains(claim.verdict())) {
      return Optional.of(
          "the newest says '%s'; needed is %s"
              .formatted(claim.verdict(), String.join(" or ", new TreeSet<>(needed.verdicts()))));
    }
    if (claim.time().isBefore(now.minus(needed.maxAge()))) {
      return Optional.of(
          "the newest is of %s, older than %d days; make it anew"
              .formatted(claim.time(), needed.maxAge().toDays()));
    }
    return Optional.empty();
  }

  private GateReport.Requirement approvals(
      Version version, Stage stage, GateRule rule, List<Approval> approvals, String asking) {
    Set<String> people = new TreeSet<>();
    approvals.stream()
        .filter(a -> a.stage() == stage)
        .filter(
            a -> rule.approvalMaxAge().map(age -> !a.at().isBefore(now.minus(age))).orElse(true))
        .map(Approval::person)
        .filter(p -> !p.equals(asking) && !p.equals(version.addedBy()))
        .forEach(people::add);
    boolean met = people.size() >= rule.approvals();
    return new GateReport.Requirement(
        "approvals",
        met,
        "%d of %d%s%s"
            .formatted(
                people.size(),
                rule.approvals(),
                people.isEmpty() ? "" : " (" + String.join(", ", people) + ")",
                met
                    ? ""
                    : "; not counted: %s, who asks, and %s, who added it. Others approve with `registry approve %s --for %s`"
                        .formatted(asking, version.addedBy(), version.label(), stage.id())));
  }
}
