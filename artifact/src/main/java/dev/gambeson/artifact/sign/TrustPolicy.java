package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whose signature counts, for which names, and how many are needed.
///
/// Guarantees that [Trust#satisfied] is true only when the threshold of the first rule that covers
/// the name is met by **different** signers, each with a verified signature of a key that is not
/// revoked over a statement about exactly this digest. One key counts once, whoever presents it how
/// often. What no rule covers is not trusted.
///
/// Does not know *when* something was signed: a key that is revoked is revoked for what it signed
/// before, too. Does not guard itself: whoever can change the policy file can trust anybody, so
/// keep it with the code, not with the model.
///
/// The file is YAML or JSON; docs/signing.md describes it.
public final class TrustPolicy {
  private final Map<String, Signer> signers;
  private final List<Rule> rules;
  private final Revocations revocations;

  TrustPolicy(Map<String, Signer> signers, List<Rule> rules, Revocations revocations) {
    this.signers = new TreeMap<>(signers);
    this.rules = List.copyOf(rules);
    this.revocations = revocations;
  }

  /// What the signatures must be about.
  ///
  /// @param name by which the rule is chosen: the name under which it will be used, not one that
  ///   the signed file states of itself
  /// @param sha256 digest that the statement must name as a subject's
  /// @param predicateType type that the statement must have
  public record Question(String name, String sha256, String predicateType) {}

  /// Reads a policy file. Paths in it are relative to its folder.
  ///
  /// @throws GambesonException when it is absent, too large, malformed, contradicts itself, or
  ///   names a key file that cannot be read
  public static TrustPolicy read(Path file) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    return parse(SmallFiles.text(file, "The trust policy"), folder, "The trust policy " + file);
  }

  /// Reads a policy text.
  ///
  /// @param folder what paths in it are relative to
  /// @param what names it in messages
  public static TrustPolicy parse(String text, Path folder, String what) {
    return new TrustPolicyReader(folder, what).read(text);
  }

  /// One key may sign everything.
  public static TrustPolicy ofKey(VerifyingKey key) {
    return one(new Signer("the key", List.of(key), List.of()));
  }

  /// Whoever holds a certificate under these roots may sign everything.
  public static TrustPolicy ofRoots(List<X509Certificate> roots) {
    Signer.Identity anybody = new Signer.Identity(roots, Optional.empty(), Optional.empty());
    return one(new Signer("a holder of a trusted certificate", List.of(), List.of(anybody)));
  }

  private static TrustPolicy one(Signer signer) {
    return new TrustPolicy(
        Map.of(signer.name(), signer),
        List.of(new Rule("*", List.of(signer.name()), 1, false, false)),
        Revocations.none());
  }

  /// Says who signed, and whether that is enough.
  ///
  /// @param now the moment at which certificates must be valid
  public Trust verify(Question question, List<Attestation> attestations, Instant now) {
    Optional<Rule> covering = rules.stream().filter(r -> r.covers(question.name())).findFirst();
    if (covering.isEmpty()) {
      return new Trust(
          false,
          List.of(),
          0,
          List.of(),
          List.of(),
          "No rule of the trust policy covers the name '%s': nothing of that name is trusted."
              .formatted(StrictJson.clipped(question.name())));
    }
    Rule rule = covering.get();
    Recognition recognition =
        new Recognition(
            rule.signers().stream().map(this::signer).toList(), revocations, rule, question, now);
    attestations.forEach(recognition::examine);
    return Tally.of(rule, recognition.accepted(), refused(question, recognition.rejected()));
  }

  private List<Trust.Rejected> refused(Question question, List<Trust.Rejected> rejected) {
    List<Trust.Rejected> all = new ArrayList<>(rejected);
    revocations
        .ofContent(question.sha256())
        .ifPresent(m -> all.addFirst(new Trust.Rejected("the policy", Trust.Reason.REVOKED, m)));
    return all;
  }

  private Signer signer(String name) {
    Signer signer = signers.get(name);
    if (signer == null) {
      throw new IllegalStateException("the reader lets no rule name the unknown signer " + name);
    }
    return signer;
  }

  @Override
  public String toString() {
    return "TrustPolicy[%d signers, %d rules]".formatted(signers.size(), rules.size());
  }
}
