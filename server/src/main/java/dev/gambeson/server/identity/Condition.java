package dev.gambeson.server.identity;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import dev.gambeson.guard.Client;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A condition over a request for access, in the Common Expression Language, type-checked when it
/// is compiled.
///
/// Bounded by construction: 2,000 characters, 200 nodes, 100 steps of a loop, no loop within a
/// loop's list of its own making (`map` and `filter` are not there), regular expressions in linear
/// time (RE2). Neither clock nor randomness nor network is within reach.
@FunctionalInterface
interface Condition {
  /// @param onError what it counts as when it cannot be evaluated
  boolean holds(Client client, Action action, String model, String version, boolean onError);

  Condition ALWAYS = (_, _, _, _, _) -> true;

  /// @param rule names the rule in the message
  /// @throws IllegalArgumentException when it is no boolean expression over what there is
  static Condition compile(String rule, String text) {
    return new Cel(rule, text);
  }

  /// A compiled one.
  final class Cel implements Condition {
    private static final CelOptions OPTIONS =
        CelOptions.current()
            .maxExpressionCodePointSize(2000)
            .maxParseExpressionNodeCount(200)
            .maxParseRecursionDepth(32)
            .comprehensionMaxIterations(100)
            .maxRegexProgramSize(500)
            .enableHeterogeneousNumericComparisons(true)
            .enableRegexPartialMatch(false)
            .build();

    private final CelRuntime.Program program;

    Cel(String rule, String text) {
      try {
        program = RUNTIME.createProgram(COMPILER.compile(text).getAst());
      } catch (CelValidationException | CelEvaluationException e) {
        throw new IllegalArgumentException(
            "The condition of the rule '%s' in access.rules cannot be read: %s. It speaks of client.id, client.tenant, client.class, client.roles, client.attributes, client.address, action, model and version."
                .formatted(rule, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
            e);
      }
    }

    private static final CelCompiler COMPILER =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.HAS, CelStandardMacro.ALL, CelStandardMacro.EXISTS)
            .addVar("client.id", SimpleType.STRING)
            .addVar("client.tenant", SimpleType.STRING)
            .addVar("client.class", SimpleType.STRING)
            .addVar("client.address", SimpleType.STRING)
            .addVar("client.roles", ListType.create(SimpleType.STRING))
            .addVar("client.attributes", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addVar("action", SimpleType.STRING)
            .addVar("model", SimpleType.STRING)
            .addVar("version", SimpleType.STRING)
            .setResultType(SimpleType.BOOL)
            .build();

    private static final CelRuntime RUNTIME =
        CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

    @Override
    public boolean holds(
        Client client, Action action, String model, String version, boolean onError) {
      CelVariableResolver variables =
          name -> Optional.ofNullable(variable(name, client, action, model, version));
      try {
        return program.eval(variables) instanceof Boolean answer ? answer : onError;
      } catch (CelEvaluationException | RuntimeException _) {
        return onError;
      }
    }

    private static @org.jspecify.annotations.Nullable Object variable(
        String name, Client client, Action action, String model, String version) {
      return switch (name) {
        case "client.id" -> client.id();
        case "client.tenant" -> client.tenant();
        case "client.class" -> client.clientClass();
        case "client.address" -> client.address();
        case "client.roles" -> List.copyOf(client.roles());
        case "client.attributes" -> client.attributes();
        case "action" -> action.name().toLowerCase(Locale.ROOT);
        case "model" -> model;
        case "version" -> version;
        default -> null;
      };
    }
  }
}
