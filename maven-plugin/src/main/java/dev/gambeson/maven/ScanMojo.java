package dev.gambeson.maven;

import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.ScanResults;
import dev.gambeson.artifact.scan.TreeScan;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.report.Format;
import dev.gambeson.report.Renderers;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/// Scans the model files of a project, and fails the build on what is to be blocked.
///
/// The same scanner, verdicts and reports as `gambeson scan`. A finding at or above `failOn` fails
/// the build; so does a file that could not be read to its end, unless `failOnInconclusive` is
/// false.
@Mojo(name = "scan", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class ScanMojo extends AbstractMojo {
  /// Files and folders to scan.
  @Parameter(property = "gambeson.paths", defaultValue = "${project.basedir}/src", required = true)
  List<File> paths = List.of();

  /// Globs of names or paths to leave out.
  @Parameter(property = "gambeson.excludes")
  List<String> excludes = List.of();

  /// Severity from which a finding fails the build: critical, high, medium, low or info.
  @Parameter(property = "gambeson.failOn", defaultValue = "high")
  String failOn = "high";

  /// Whether a file that could not be read to its end fails the build.
  @Parameter(property = "gambeson.failOnInconclusive", defaultValue = "true")
  boolean failOnInconclusive = true;

  /// Where the reports go.
  @Parameter(defaultValue = "${project.build.directory}/gambeson")
  File reports = new File("target/gambeson");

  /// Formats to write: text, json, sarif, junit, html, md.
  @Parameter(property = "gambeson.formats", defaultValue = "sarif,html")
  List<String> formats = List.of("sarif", "html");

  /// Leaves the scan out.
  @Parameter(property = "gambeson.skip", defaultValue = "false")
  boolean skip;

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().warn("Gambeson: the scan was skipped (gambeson.skip); nothing was examined.");
      return;
    }
    Result result;
    try {
      result = scan();
      write(result);
    } catch (GambesonException | IOException e) {
      throw new MojoExecutionException("Gambeson: " + e.getMessage(), e);
    }
    String text =
        new String(Renderers.of(Format.TEXT).render(result), StandardCharsets.UTF_8).strip();
    if (result.exitCode() == ExitCode.FINDINGS || result.exitCode() == ExitCode.COULD_NOT_RUN) {
      throw new MojoFailureException(
          "Gambeson: %s. Reports: %s\n%s".formatted(reason(result), reports, text));
    }
    getLog().info("Gambeson: " + reason(result) + ". Reports: " + reports);
  }

  private Result scan() {
    Policy policy =
        new Policy(severity(), !failOnInconclusive, Policy.defaults().checks(), List.of());
    List<Path> existing =
        paths.stream().filter(File::exists).map(f -> f.toPath().normalize()).toList();
    try (Workers workers = Workers.ofMachine()) {
      TreeScan.Scanned scanned =
          TreeScan.run(ArtifactScanner.standard(), existing, excludes, workers, Progress.silent());
      return ScanResults.result(
          scanned,
          version(),
          List.of("mvn", "gambeson:scan"),
          policy,
          Set.of(),
          LocalDate.now(Clock.systemUTC()));
    }
  }

  private Severity severity() {
    return Severity.parse(failOn)
        .orElseThrow(() ->
            GambesonException.usage(
                "failOn is '%s'; it must be critical, high, medium, low or info."
                    .formatted(failOn)));
  }

  private void write(Result result) throws IOException {
    Files.createDirectories(reports.toPath());
    for (String name : formats) {
      Format format =
          Format.parse(name)
              .orElseThrow(() ->
                  GambesonException.usage("formats holds '" + name + "', which is no format."));
      AtomicFiles.write(
          reports.toPath().resolve("scan." + format.extension()),
          Renderers.of(format).render(result));
    }
  }

  private static String version() {
    String version = ScanMojo.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String reason(Result result) {
    long files = result.subjects().size();
    return switch (result.exitCode()) {
      case FINDINGS ->
          "findings of severity %s or above in %d files"
              .formatted(result.policy().failOn().id(), files);
      case COULD_NOT_RUN -> "not everything could be read in %d files".formatted(files);
      case NOTHING_EXAMINED -> "there was no file to scan";
      default -> "%d files, nothing to stop the build".formatted(files);
    };
  }
}
