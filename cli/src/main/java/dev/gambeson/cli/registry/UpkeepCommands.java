package dev.gambeson.cli.registry;

import dev.gambeson.core.Progress;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Refused;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Upkeep;
import dev.gambeson.registry.Verification;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Clearing up, keys, proving.
final class UpkeepCommands {
  private UpkeepCommands() {}

  @Command(
      name = "gc",
      mixinStandardHelpOptions = true,
      header = "Remove content that no version needs.",
      description = {
        "",
        "Examples:",
        "  gambeson registry gc --dry-run",
        "  gambeson registry gc --grace-hours 48"
      })
  static final class Gc extends RegistryAction {
    @Option(
        names = "--grace-hours",
        paramLabel = "N",
        description = "leave what is younger (default 24)")
    private int hours = 24;

    @Option(names = "--dry-run", description = "only count")
    private boolean dryRun;

    @Override
    void run(Registry registry, Principal who) {
      Upkeep.Collected c = registry.upkeep().collectGarbage(who, Duration.ofHours(hours), dryRun);
      print(
          Show.object(
              "objects", c.objects(), "bytes", c.bytes(), "young", c.young(), "dryRun", dryRun),
          List.of(
              "%d objects %s, %s; %d more are not needed but younger than %d hours."
                  .formatted(
                      c.objects(),
                      dryRun ? "to remove" : "removed",
                      Show.size(c.bytes()),
                      c.young(),
                      hours)));
    }
  }

  @Command(
      name = "purge",
      mixinStandardHelpOptions = true,
      header = "Give up the content of a version that is not in use; its record stays.",
      description = {
        "",
        "Example:",
        "  gambeson registry purge claims@1 --reason 'erasure request 812'"
      })
  static final class Purge extends RegistryAction {
    @Parameters(paramLabel = "NAME@VERSION", description = "which")
    private String ref = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; for the history")
    private String reason = "";

    @Override
    void run(Registry registry, Principal who) {
      Version v = registry.upkeep().purge(who, Ref.parse(ref), reason);
      print(
          Json.version(v),
          List.of(
              "%s is purged. `gambeson registry gc` removes what no other version needs."
                  .formatted(v.label())));
    }
  }

  @Command(
      name = "rotate-key",
      mixinStandardHelpOptions = true,
      header = "Wrap the store's keys under a new key; no object is rewritten.",
      description = {
        "",
        "Examples:",
        "  gambeson registry rotate-key                        a new key in the same key file",
        "  gambeson registry rotate-key --to file:/etc/gambeson/new.key"
      })
  static final class RotateKey extends RegistryAction {
    @Option(
        names = "--to",
        paramLabel = "ADDRESS",
        description = "file:/path (made when missing), or a KMS")
    private Optional<String> to = Optional.empty();

    @Override
    void run(Registry registry, Principal who) {
      Upkeep.Rotated r = registry.upkeep().rotateKey(who, to);
      print(
          Show.object("generation", r.generation(), "key", r.address()),
          List.of(
              "Keys wrapped anew (generation %d) under %s."
                  .formatted(r.generation(), r.address())));
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      header = "Prove the history against the ledger, and the content against its digests.",
      description = {
        "",
        "Examples:",
        "  gambeson registry verify",
        "  gambeson registry verify --content"
      })
  static final class Verify extends RegistryAction {
    @Option(names = "--content", description = "read every object to its end too")
    private boolean content;

    @Override
    void run(Registry registry, Principal who) {
      Verification v = registry.upkeep().verify(who, content, Progress.silent());
      List<String> text = new ArrayList<>();
      text.add(
          "%d history lines, %d versions, %d objects: %s."
              .formatted(
                  v.deeds(),
                  v.versions(),
                  v.objects(),
                  v.sound()
                      ? "everything is as it was recorded"
                      : v.problems().size() + " problems"));
      v.problems().forEach(p -> text.add("  " + p));
      print(
          Show.object(
              "sound", v.sound(),
              "deeds", v.deeds(),
              "versions", v.versions(),
              "objects", v.objects(),
              "problems", v.problems()),
          text);
      if (!v.sound()) {
        throw Refused.because("the registry is not as it was recorded; see above");
      }
    }
  }
}
