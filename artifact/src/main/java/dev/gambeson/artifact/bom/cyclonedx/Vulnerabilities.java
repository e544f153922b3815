package dev.gambeson.artifact.bom.cyclonedx;

import static dev.gambeson.artifact.bom.cyclonedx.Parts.safe;

import dev.gambeson.artifact.bom.KnownVulnerability;
import dev.gambeson.core.Policy;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cyclonedx.model.vulnerability.Vulnerability;

/// Vulnerabilities with what they touch, and what the policy says of them.
final class Vulnerabilities {
  private Vulnerabilities() {}

  static Vulnerability of(KnownVulnerability known, Map<String, Policy.Suppression> accepted) {
    Vulnerability written = new Vulnerability();
    written.setBomRef(safe("vulnerability:" + known.id()));
    written.setId(safe(known.id()));
    written.setSource(source(known.id()));
    known.aliases().forEach(a -> written.addReference(reference(a)));
    written.addRating(rating(known));
    if (!known.summary().isEmpty()) {
      written.setDescription(safe(known.summary()));
    }
    written.setAffects(known.affects().stream().map(Vulnerabilities::affect).toList());
    String fixes =
        known.affects().stream()
            .flatMap(t -> t.fix().map(f -> t.library().name() + " " + f).stream())
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(", "));
    if (!fixes.isEmpty()) {
      written.setRecommendation(safe("Move to " + fixes + "."));
    }
    Policy.Suppression by = accepted.get(known.id());
    if (by != null) {
      written.setAnalysis(analysis(by));
    }
    return written;
  }

  private static Vulnerability.Source source(String id) {
    Vulnerability.Source source = new Vulnerability.Source();
    source.setName("OSV");
    if (id.matches("[A-Za-z0-9-]+")) {
      source.setUrl("https://osv.dev/vulnerability/" + id);
    }
    return source;
  }

  private static Vulnerability.Reference reference(String alias) {
    Vulnerability.Reference reference = new Vulnerability.Reference();
    reference.setId(safe(alias));
    reference.setSource(source(alias));
    return reference;
  }

  private static Vulnerability.Rating rating(KnownVulnerability known) {
    Vulnerability.Rating rating = new Vulnerability.Rating();
    rating.setSeverity(
        Vulnerability.Rating.Severity.fromString(known.severity().name().toLowerCase(Locale.ROOT)));
    known.score().ifPresent(rating::setScore);
    if (!known.vector().isEmpty()) {
      rating.setVector(safe(known.vector()));
      rating.setMethod(method(known.vector()));
    }
    return rating;
  }

  private static Vulnerability.Rating.Method method(String vector) {
    if (vector.startsWith("CVSS:4")) {
      return Vulnerability.Rating.Method.CVSSV4;
    }
    if (vector.startsWith("CVSS:3.1")) {
      return Vulnerability.Rating.Method.CVSSV31;
    }
    return vector.startsWith("CVSS:3")
        ? Vulnerability.Rating.Method.CVSSV3
        : Vulnerability.Rating.Method.CVSSV2;
  }

  private static Vulnerability.Affect affect(KnownVulnerability.Touched touched) {
    Vulnerability.Affect affect = new Vulnerability.Affect();
    affect.setRef(touched.library().purl());
    if (!touched.library().version().isEmpty()) {
      Vulnerability.Version version = new Vulnerability.Version();
      version.setVersion(safe(touched.library().version()));
      version.setStatus(Vulnerability.Version.Status.AFFECTED);
      affect.addVersion(version);
    }
    return affect;
  }

  /// Somebody accepted the risk. That is no claim that the project is not affected, so there is no
  /// such state here.
  private static Vulnerability.Analysis analysis(Policy.Suppression by) {
    Vulnerability.Analysis analysis = new Vulnerability.Analysis();
    analysis.addResponse(Vulnerability.Analysis.Response.WILL_NOT_FIX);
    analysis.setDetail(
        safe("Accepted by %s until %s: %s".formatted(by.owner(), by.expires(), by.reason())));
    return analysis;
  }
}
