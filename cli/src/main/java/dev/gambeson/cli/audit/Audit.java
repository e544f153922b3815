package dev.gambeson.cli.audit;

import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.Version;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.AuditSubject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The main job: judges a model with its data.
///
/// The model file is examined first and loaded only if that finds nothing of high severity. A check
/// that fails to run is inconclusive, with the reason; the others go on.
public final class Audit {
  private final AuditRequest request;
  private final CheckContext context;
  private final List<CheckResult> results = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final int steps;
  private int done;

  private Audit(AuditRequest request, CheckContext context) {
    this.request = request;
    this.context = context;
    this.steps = Catalogue.auditInfos().size() + 1;
  }

  /// Runs the audit.
  ///
  /// @throws GambesonException when an input is missing or unreadable, or the request contradicts
  ///   itself; nothing has been written then
  public static Result run(AuditRequest request, Progress progress) {
    request.policy().validate(Catalogue.infos());
    SubjectLoader.requireFiles(request);
    try (Workers workers = new Workers(request.threads())) {
      CheckContext context =
          new CheckContext(request.policy(), new Seed(request.seed()), workers, progress);
      return new Audit(request, context).run();
    }
  }

  private Result run() {
    SubjectLoader.requireReadable(request.model());
    runAll(Catalogue.modelFile(), request.model());
    if (unsafe()) {
      String reason = "the model file was not loaded, because of what its own checks found";
      Catalogue.audit()
          .forEach(c -> results.add(CheckResult.notExamined(c.info().id(), "", reason)));
    } else {
      context.progress().report("Loading model and data", share());
      try (SubjectLoader loader = new SubjectLoader(request)) {
        AuditSubject subject = loader.load();
        notices.addAll(loader.notices());
        done++;
        runAll(Catalogue.audit(), subject);
      }
    }
    context.progress().report("Done", 1);
    return result(SubjectLoader.subjects(request));
  }

  private boolean unsafe() {
    return results.stream()
        .flatMap(r -> r.findings().stream())
        .anyMatch(f -> f.severity().atLeast(Severity.HIGH));
  }

  private <S> void runAll(List<Check<S>> checks, S subject) {
    for (Check<S> check : checks) {
      CheckInfo info = check.info();
      context.progress().report(info.title(), share());
      results.addAll(
          request.policy().enabled(info)
              ? run(check, subject)
              : List.of(CheckResult.notExamined(info.id(), "", "switched off by policy or flag")));
      done++;
    }
  }

  private double share() {
    return (double) done / steps;
  }

  private <S> List<CheckResult> run(Check<S> check, S subject) {
    String id = check.info().id();
    try {
      return check.run(subject, context);
    } catch (GambesonException e) {
      if (subject instanceof Path) {
        throw e; // the file cannot even be read: there is nothing to go on with
      }
      return List.of(CheckResult.inconclusive(id, "", "could not run: " + e.getMessage()));
    } catch (RuntimeException e) {
      if ("1".equals(System.getenv("GAMBESON_DEBUG"))) {
        throw e;
      }
      String reason =
          "could not run because of an internal error (%s); this is a bug in Gambeson: please report it with GAMBESON_DEBUG=1"
              .formatted(e.getClass().getSimpleName());
      return List.of(CheckResult.inconclusive(id, "", reason));
    }
  }

  private Result result(List<Result.Subject> subjects) {
    Set<String> used = results.stream().map(CheckResult::check).collect(Collectors.toSet());
    List<CheckInfo> infos = Catalogue.infos().stream().filter(i -> used.contains(i.id())).toList();
    return new Result(
        "audit",
        Version.text(),
        request.seed(),
        request.command(),
        subjects,
        request.policy(),
        infos,
        results,
        Result.judge(results, request.policy(), request.baseline(), request.today()),
        notExamined(),
        notices);
  }

  private List<Result.NotExamined> notExamined() {
    Stream<Result.NotExamined> questions =
        results.stream()
            .filter(r -> r.outcome().isEmpty())
            .map(r -> new Result.NotExamined(name(r), r.notExaminedBecause()));
    Stream<Result.NotExamined> training =
        request.data().train().isPresent()
            ? Stream.empty()
            : Stream.of(new Result.NotExamined("training data", "--train was not given"));
    return Stream.concat(training, questions).toList();
  }

  private static String name(CheckResult result) {
    return result.aspect().isEmpty()
        ? result.check()
        : result.check() + " (" + result.aspect() + ")";
  }
}
