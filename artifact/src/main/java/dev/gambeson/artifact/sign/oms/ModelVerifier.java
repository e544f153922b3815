package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Attestation;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.artifact.sign.Trust;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Verifies a signed model or data set (OMS v1.0, section 8).
///
/// Guarantees that [Verification#holds] is true only when the trust policy is satisfied by
/// signatures over one list of files, and every listed file is there with that content, and (unless
/// asked otherwise) nothing else is. Signatures are checked first: no file is read for a list that
/// nobody trusted signed.
///
/// Does not guard what happens after it returns: load the files from a place where nobody else can
/// write, or verify the bytes again when they are loaded. Does not say that the model is harmless.
public final class ModelVerifier {
  private final TrustPolicy policy;
  private final Instant now;
  private final Workers workers;
  private final Progress progress;

  /// @param policy whose signatures count
  /// @param now the moment at which certificates must be valid
  /// @param workers for hashing
  /// @param progress of hashing
  public ModelVerifier(TrustPolicy policy, Instant now, Workers workers, Progress progress) {
    this.policy = policy;
    this.now = now;
    this.workers = workers;
    this.progress = progress;
  }

  /// What to verify.
  ///
  /// @param model folder or file
  /// @param name under which the policy knows it, usually [ModelSigner#nameOf]
  /// @param signature where the signature lies
  /// @param ignore paths that may be there unsigned, from the model's folder
  /// @param ignoreUnsigned whether any other file may be there unsigned
  public record Request(
      Path model,
      String name,
      SignatureFiles signature,
      List<String> ignore,
      boolean ignoreUnsigned) {
    public Request {
      ignore = List.copyOf(ignore);
    }
  }

  /// Signatures over the same list.
  private record Group(Manifest manifest, Ignored ignored, List<Attestation> attestations) {
    Group and(Manifest other, Attestation one) {
      List<Attestation> more = new ArrayList<>(attestations);
      more.add(one);
      return new Group(manifest, ignored.common(other.ignored()), more);
    }
  }

  private record Identity(SortedMap<String, String> digests, String root) {}

  private record Candidate(Group group, Trust trust) {}

  /// Verifies.
  ///
  /// @throws GambesonException when a signature file is malformed, or the model cannot be read
  public Verification verify(Request request) {
    Tree tree = Tree.of(request.model());
    List<Attestation> all = request.signature().read();
    List<Trust.Rejected> unreadable = new ArrayList<>();
    Map<Identity, Group> groups = group(all, unreadable);
    List<Candidate> candidates =
        groups.values().stream()
            .map(g -> new Candidate(g, trust(request.name(), g)))
            .sorted(Comparator.comparingInt((Candidate c) -> c.trust().signers().size()).reversed())
            .sorted(Comparator.comparing((Candidate c) -> !c.trust().satisfied()))
            .toList();
    if (candidates.isEmpty()) {
      TrustPolicy.Question none =
          new TrustPolicy.Question(request.name(), "", Manifest.PREDICATE_TYPE);
      return unsigned(request, all.size(), policy.verify(none, List.of(), now), unreadable);
    }
    Comparison comparison = new Comparison(tree, request, new FileDigests(workers, progress));
    return candidates.stream()
        .filter(c -> c.trust().satisfied())
        .map(c -> compared(request, all.size(), c, comparison, unreadable))
        .filter(Verification::holds)
        .findFirst()
        .orElseGet(
            () -> compared(request, all.size(), candidates.getFirst(), comparison, unreadable));
  }

  private static Map<Identity, Group> group(
      List<Attestation> all, List<Trust.Rejected> unreadable) {
    Map<Identity, Group> groups = new LinkedHashMap<>();
    for (Attestation one : all) {
      try {
        Manifest manifest = Manifest.of(Statement.in(one.envelope(), one.origin()), one.origin());
        groups.merge(
            new Identity(manifest.digests(), manifest.root()),
            new Group(manifest, manifest.ignored(), List.of(one)),
            (a, _) -> a.and(manifest, one));
      } catch (GambesonException e) {
        unreadable.add(
            new Trust.Rejected(
                one.origin(), Trust.Reason.OTHER_SUBJECT, String.valueOf(e.getMessage())));
      }
    }
    return groups;
  }

  private Trust trust(String name, Group group) {
    return policy.verify(
        new TrustPolicy.Question(name, group.manifest().root(), Manifest.PREDICATE_TYPE),
        group.attestations(),
        now);
  }

  private static Verification unsigned(
      Request request, int signatures, Trust trust, List<Trust.Rejected> unreadable) {
    return new Verification(
        request.name(),
        signatures,
        trust,
        unreadable,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        0,
        0);
  }

  private static Verification compared(
      Request request,
      int signatures,
      Candidate candidate,
      Comparison comparison,
      List<Trust.Rejected> unreadable) {
    if (candidate.trust().accepted().isEmpty()) {
      return unsigned(request, signatures, candidate.trust(), unreadable);
    }
    Manifest manifest = candidate.group().manifest();
    Comparison.Found found = comparison.with(manifest, candidate.group().ignored());
    return new Verification(
        request.name(),
        signatures,
        candidate.trust(),
        unreadable,
        Optional.of(manifest),
        found.differences(),
        found.leftOut(),
        Names.notPortable(List.copyOf(manifest.digests().keySet())),
        manifest.digests().size(),
        found.bytes());
  }
}
