package dev.gambeson.cli.registry;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.Administration;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Role;
import dev.gambeson.registry.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Users.
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    header = "Manage users and their roles.",
    description = {
      "",
      "Roles: data-engineer, ml-engineer, approver, auditor, service, administrator.",
      "",
      "Examples:",
      "  gambeson registry user add mia --role ml-engineer --token-out mia.token",
      "  gambeson registry user disable mia"
    },
    subcommands = {
      UserCommands.Add.class,
      UserCommands.ListAll.class,
      UserCommands.Roles.class,
      UserCommands.NewToken.class,
      UserCommands.Disable.class,
      UserCommands.Enable.class
    })
final class UserCommands implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  private static Set<Role> roles(List<String> ids) {
    return ids.stream().map(Role::of).collect(Collectors.toCollection(TreeSet::new));
  }

  /// A command that makes a token.
  abstract static class TokenMaking extends RegistryAction {
    @Option(
        names = "--token-out",
        paramLabel = "FILE",
        description = "where to write the token (default: standard output)")
    private Optional<Path> out = Optional.empty();

    void requireFree() {
      out.filter(Files::exists)
          .ifPresent(f -> {
            throw dev.gambeson.core.GambesonException.usage(
                f + " exists already. Name a new file.");
          });
    }

    void handOver(String name, Token token) {
      out.ifPresent(f -> RegistryInit.write(f, token.reveal()));
      print(
          out.isPresent()
              ? Show.object("user", name, "tokenFile", out.get().toString())
              : Show.object("user", name, "token", token.reveal()),
          out.isPresent()
              ? List.of("Token of %s written to %s.".formatted(name, out.get()))
              : List.of(token.reveal()));
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      header = "Make a user; the token is shown this once.",
      description = {
        "",
        "Example:",
        "  gambeson registry user add mia --role ml-engineer --token-out mia.token"
      })
  static final class Add extends TokenMaking {
    @Parameters(paramLabel = "NAME", description = "user name")
    private String name = "";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "repeatable")
    private List<String> roles = List.of();

    @Override
    void run(Registry registry, Principal who) {
      requireFree();
      handOver(name, registry.administration().addUser(who, name, roles(roles)));
    }
  }

  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      header = "Give a user a new token; the old one is void.",
      description = {"", "Example:", "  gambeson registry user token mia --token-out mia.token"})
  static final class NewToken extends TokenMaking {
    @Parameters(paramLabel = "NAME", description = "user name")
    private String name = "";

    @Override
    void run(Registry registry, Principal who) {
      requireFree();
      handOver(name, registry.administration().renewToken(who, name));
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      header = "List the users.",
      description = {"", "Example:", "  gambeson registry user list"})
  static final class ListAll extends RegistryAction {
    @Override
    void run(Registry registry, Principal who) {
      List<Administration.User> users = registry.administration().users(who);
      print(
          Show.object("users", users.stream().map(ListAll::json).toList()),
          Show.table(
              List.of("USER", "ROLES", "ACTIVE", "SINCE"),
              users.stream()
                  .map(u ->
                      List.of(
                          u.name(),
                          ids(u.roles()),
                          u.active() ? "yes" : "no",
                          u.createdAt().toString()))
                  .toList()));
    }

    private static Object json(Administration.User u) {
      return Show.object(
          "name", u.name(), "roles", List.of(ids(u.roles()).split(" ", -1)), "active", u.active());
    }

    private static String ids(Set<Role> roles) {
      return roles.stream().map(Role::id).sorted().collect(Collectors.joining(" "));
    }
  }

  @Command(
      name = "roles",
      mixinStandardHelpOptions = true,
      header = "Give a user other roles.",
      description = {
        "",
        "Example:",
        "  gambeson registry user roles mia --role ml-engineer --role approver"
      })
  static final class Roles extends RegistryAction {
    @Parameters(paramLabel = "NAME", description = "user name")
    private String name = "";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "repeatable")
    private List<String> roles = List.of();

    @Override
    void run(Registry registry, Principal who) {
      registry.administration().setRoles(who, name, roles(roles));
      print(
          Show.object("user", name, "roles", roles),
          List.of("%s: %s.".formatted(name, String.join(", ", roles))));
    }
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      header = "Switch a user off.",
      description = {"", "Example:", "  gambeson registry user disable mia"})
  static final class Disable extends RegistryAction {
    @Parameters(paramLabel = "NAME", description = "user name")
    private String name = "";

    @Override
    void run(Registry registry, Principal who) {
      registry.administration().setActive(who, name, false);
      print(Show.object("user", name, "active", false), List.of(name + " is switched off."));
    }
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      header = "Switch a user on again.",
      description = {"", "Example:", "  gambeson registry user enable mia"})
  static final class Enable extends RegistryAction {
    @Parameters(paramLabel = "NAME", description = "user name")
    private String name = "";

    @Override
    void run(Registry registry, Principal who) {
      registry.administration().setActive(who, name, true);
      print(Show.object("user", name, "active", true), List.of(name + " is switched on."));
    }
  }
}
