package dev.gambeson.cli.data;

import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.cli.Formats;
import dev.gambeson.cli.registry.Session;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.Admitted;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Submission;
import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.policy.ResultEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// Puts an admitted folder into the registry, with its parents, its facts and the check's result as
/// signed evidence.
final class Intake {
  @Option(
      names = "--derived-from",
      paramLabel = "NAME@N",
      description = "versions in the registry that it was made from; repeatable")
  private List<String> derivedFrom = List.of();

  /// Refuses early what cannot come to a good end.
  void require(Session session, List<SigningKey> keys) {
    if (session.isNamed() && keys.isEmpty()) {
      throw GambesonException.usage(
          "The registry asks who vouches for the check. Give --key FILE; `gambeson keygen FILE` makes one, and the registry's policy names its public half.");
    }
    if (!session.isNamed() && !derivedFrom.isEmpty()) {
      throw GambesonException.usage("--derived-from needs --registry.");
    }
  }

  /// Adds the folder, when a registry is named.
  ///
  /// @return the version
  Optional<String> add(
      Session session,
      Path folder,
      Admitted admitted,
      Optional<Reference> reference,
      List<SigningKey> keys) {
    return session.isNamed()
        ? Optional.of(
            session.as((registry, who) -> add(registry, who, folder, admitted, reference, keys)))
        : Optional.empty();
  }

  private String add(
      Registry registry,
      Principal who,
      Path folder,
      Admitted admitted,
      Optional<Reference> reference,
      List<SigningKey> keys) {
    AdmissionManifest m = admitted.manifest();
    List<Parent> parents = new ArrayList<>();
    derivedFrom.forEach(r -> parents.add(parent(registry, who, r)));
    reference
        .flatMap(Reference::version)
        .ifPresent(r -> parents.add(parent(registry, who, r.toString())));
    Version version =
        registry
            .versions()
            .add(
                who,
                new Submission(m.name(), Kind.DATA, folder, parents, facts(m), ""),
                Progress.silent());
    VersionDetails details = registry.versions().show(who, version.ref());
    Statement evidence =
        ResultEvidence.statement(
            details.version(),
            details.manifest(),
            Formats.render("json", withFiles(admitted.result(), folder), false),
            m.time());
    registry.promotions().attest(who, version.ref(), Signing.sign(evidence, keys).toJson());
    return version.label();
  }

  /// The result, naming every file that was written: evidence must speak for all of a version.
  private static Result withFiles(Result r, Path folder) {
    List<Result.Subject> subjects = new ArrayList<>(r.subjects());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        subjects.add(
            new Result.Subject(
                String.valueOf(file.getFileName()),
                Sha256.of(file),
                Files.size(file),
                "file",
                "admitted"));
      }
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The admitted folder cannot be read: %s.".formatted(e.getMessage()), e);
    }
    return new Result(
        r.verb(),
        r.version(),
        r.seed(),
        r.command(),
        subjects,
        r.policy(),
        r.checks(),
        r.results(),
        r.findings(),
        r.notExamined(),
        r.notices());
  }

  private static Parent parent(Registry registry, Principal who, String ref) {
    Version v = registry.versions().find(who, Ref.parse(ref));
    return new Parent(v.name(), v.number(), "derived-from");
  }

  private static SortedMap<String, String> facts(AdmissionManifest m) {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("source.sha256", m.source().sha256());
    facts.put("source.kind", m.source().kind());
    facts.put("source.address", clipped(m.source().address()));
    facts.put("rows.admitted", String.valueOf(m.counts().admitted()));
    facts.put("rows.held", String.valueOf(m.counts().held()));
    facts.put("rows.unreadable", String.valueOf(m.counts().unreadable()));
    facts.put("policy.sha256", m.policySha256());
    facts.put("seed", String.valueOf(m.seed()));
    return facts;
  }

  private static String clipped(String text) {
    return text.length() > Submission.MAX_TEXT ? text.substring(0, Submission.MAX_TEXT) : text;
  }
}
