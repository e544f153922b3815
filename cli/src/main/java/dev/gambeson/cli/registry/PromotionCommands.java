package dev.gambeson.cli.registry;

import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Promotions;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Approvals, stages, aliases.
final class PromotionCommands {
  private PromotionCommands() {}

  private static final String WHICH = "number or alias; without one the newest";

  /// A command that moves a version.
  abstract static class Move extends RegistryAction {
    @Option(names = "--reason", paramLabel = "TEXT", description = "why; for the history")
    String reason = "";

    void moved(Promotions.Moved moved) {
      Version v = moved.version();
      Map<String, Object> json = Json.version(v);
      json.put("before", moved.before().id());
      moved.displaced().ifPresent(d -> json.put("retired", d));
      json.put("skipped", moved.skipped());
      List<String> text = new ArrayList<>();
      text.add(
          "%s is %s (was %s).%s"
              .formatted(
                  v.label(),
                  v.stage().id(),
                  moved.before().id(),
                  moved
                      .displaced()
                      .map(d -> " %s@%d is retired.".formatted(v.name(), d))
                      .orElse("")));
      moved.skipped().forEach(s -> text.add("  passed over: " + s));
      if (moved.before() == Stage.LIVE && v.stage() != Stage.LIVE) {
        text.add(
            "No version of '%s' is live now; `gambeson registry rollback %s` brings an earlier one back."
                .formatted(v.name(), v.name()));
      }
      print(json, text);
    }
  }

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      header = "Give your word that a version may be verified or live.",
      description = {
        "",
        "Example:",
        "  gambeson registry approve fraud@3 --for live --comment 'reviewed with risk'"
      })
  static final class Approve extends RegistryAction {
    @Parameters(paramLabel = "NAME[@VERSION]", description = WHICH)
    private String ref = "";

    @Option(
        names = "--for",
        required = true,
        paramLabel = "STAGE",
        description = "verified or live")
    private String stage = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "for the history")
    private String comment = "";

    @Override
    void run(Registry registry, Principal who) {
      Version v = registry.promotions().approve(who, Ref.parse(ref), Stage.of(stage), comment);
      print(
          Json.version(v),
          List.of("%s approved for %s by %s.".formatted(v.label(), stage, who.name())));
    }
  }

  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      header = "Move a version one stage up, if today's policy allows it.",
      description = {
        "",
        "Examples:",
        "  gambeson registry promote fraud@3 verified",
        "  gambeson registry promote fraud@3 live --reason 'release 12'"
      })
  static final class Promote extends Move {
    @Parameters(index = "0", paramLabel = "NAME[@VERSION]", description = WHICH)
    private String ref = "";

    @Parameters(index = "1", paramLabel = "STAGE", description = "verified or live")
    private String stage = "";

    @Override
    void run(Registry registry, Principal who) {
      moved(registry.promotions().promote(who, Ref.parse(ref), Stage.of(stage), reason));
    }
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      header = "Make an earlier version live again, if it still meets today's policy.",
      description = {
        "",
        "Examples:",
        "  gambeson registry rollback fraud            the last one that was live before",
        "  gambeson registry rollback fraud --to 2 --reason 'drift'"
      })
  static final class Rollback extends Move {
    @Parameters(paramLabel = "NAME", description = "data set or model")
    private String name = "";

    @Option(names = "--to", paramLabel = "N", description = "its number")
    private Optional<Integer> to = Optional.empty();

    @Override
    void run(Registry registry, Principal who) {
      moved(registry.promotions().rollback(who, name, to, reason));
    }
  }

  @Command(
      name = "retire",
      mixinStandardHelpOptions = true,
      header = "Take the live version out of use without a successor.",
      description = {"", "Example:", "  gambeson registry retire fraud"})
  static final class Retire extends Move {
    @Parameters(paramLabel = "NAME[@VERSION]", description = "without a number the live version")
    private String ref = "";

    @Override
    void run(Registry registry, Principal who) {
      moved(registry.promotions().retire(who, Ref.parse(ref), reason));
    }
  }

  @Command(
      name = "quarantine",
      mixinStandardHelpOptions = true,
      header = "Take a version out of use while it is looked into.",
      description = {
        "",
        "Example:",
        "  gambeson registry quarantine claims@4 --reason 'poisoning suspected'"
      })
  static final class Quarantine extends Move {
    @Parameters(paramLabel = "NAME[@VERSION]", description = WHICH)
    private String ref = "";

    @Override
    void run(Registry registry, Principal who) {
      moved(registry.promotions().quarantine(who, Ref.parse(ref), reason));
    }
  }

  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      header = "Let a quarantined version begin anew, as a candidate.",
      description = {"", "Example:", "  gambeson registry release claims@4"})
  static final class Release extends Move {
    @Parameters(paramLabel = "NAME[@VERSION]", description = WHICH)
    private String ref = "";

    @Override
    void run(Registry registry, Principal who) {
      moved(registry.promotions().release(who, Ref.parse(ref), reason));
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      header = "Withdraw a version for good.",
      description = {
        "",
        "Example:",
        "  gambeson registry revoke fraud@2 --reason 'backdoor found'"
      })
  static final class Revoke extends Move {
    @Parameters(paramLabel = "NAME[@VERSION]", description = WHICH)
    private String ref = "";

    @Override
    void run(Registry registry, Principal who) {
      moved(registry.promotions().revoke(who, Ref.parse(ref), reason));
    }
  }

  @Command(
      name = "alias",
      mixinStandardHelpOptions = true,
      header = "Point an alias to a verified or live version.",
      description = {"", "Example:", "  gambeson registry alias fraud@3 champion"})
  static final class Alias extends RegistryAction {
    @Parameters(index = "0", paramLabel = "NAME[@VERSION]", description = WHICH)
    private String ref = "";

    @Parameters(index = "1", paramLabel = "ALIAS", description = "any but 'live'")
    private String alias = "";

    @Override
    void run(Registry registry, Principal who) {
      Version v = registry.promotions().setAlias(who, Ref.parse(ref), alias);
      print(Json.version(v), List.of("%s@%s is %s.".formatted(v.name(), alias, v.label())));
    }
  }
}
