package dev.gambeson.server.http;

import dev.gambeson.server.identity.Action;
import java.util.Optional;

/// All that the data plane answers to. What is not here does not exist.
enum Route {
  /// The process is alive.
  LIVE("GET", Optional.empty()),
  /// Every model can answer.
  READY("GET", Optional.empty()),
  /// Name and extensions of the server.
  SERVER("GET", Optional.empty()),
  /// The public key of signed answers.
  SIGNING_KEYS("GET", Optional.empty()),
  /// Names, inputs and outputs of a model.
  MODEL("GET", Optional.of(Action.METADATA)),
  /// Whether a model can answer.
  MODEL_READY("GET", Optional.of(Action.METADATA)),
  /// Asks a model by tensors.
  INFER("POST", Optional.of(Action.INFER)),
  /// Asks a model by plain rows.
  PREDICT("POST", Optional.of(Action.INFER)),
  /// Asks a model by plain rows, and why it says so.
  EXPLAIN("POST", Optional.of(Action.EXPLAIN)),
  /// Tells what became true.
  LABELS("POST", Optional.of(Action.LABEL));

  private final String method;
  private final Optional<Action> action;

  Route(String method, Optional<Action> action) {
    this.method = method;
    this.action = action;
  }

  String method() {
    return method;
  }

  /// What one must be allowed to do; empty for the four routes that say nothing about anybody.
  Optional<Action> action() {
    return action;
  }

  /// A path taken apart.
  ///
  /// @param route where it leads
  /// @param model name of the model, empty for none
  /// @param version the version asked for, empty for the one in service
  record Match(Route route, String model, String version) {}

  /// Finds the route of a path; empty when there is none.
  static Optional<Match> of(String path) {
    String[] s = path.substring(1).split("/", 8);
    return switch (s[0]) {
      case "v2" -> v2(s);
      case "v1" -> v1(s);
      default -> Optional.empty();
    };
  }

  private static Optional<Match> v1(String[] s) {
    if (s.length == 2 && s[1].equals("signing-keys")) {
      return found(SIGNING_KEYS, "", "");
    }
    if (s.length != 4 || !s[1].equals("models") || !isName(s[2])) {
      return Optional.empty();
    }
    return switch (s[3]) {
      case "predict" -> found(PREDICT, s[2], "");
      case "explain" -> found(EXPLAIN, s[2], "");
      default -> Optional.empty();
    };
  }

  private static Optional<Match> v2(String[] s) {
    if (s.length == 1) {
      return found(SERVER, "", "");
    }
    if (s[1].equals("health") && s.length == 3) {
      return switch (s[2]) {
        case "live" -> found(LIVE, "", "");
        case "ready" -> found(READY, "", "");
        default -> Optional.empty();
      };
    }
    if (!s[1].equals("models") || s.length < 3 || !isName(s[2])) {
      return Optional.empty();
    }
    boolean versioned = s.length > 4 && s[3].equals("versions") && isName(s[4]);
    int rest = versioned ? 5 : 3;
    return model(s, rest, versioned ? s[4] : "");
  }

  private static Optional<Match> model(String[] s, int rest, String version) {
    if (s.length == rest) {
      return found(MODEL, s[2], version);
    }
    if (s.length != rest + 1) {
      return Optional.empty();
    }
    return switch (s[rest]) {
      case "ready" -> found(MODEL_READY, s[2], version);
      case "infer" -> found(INFER, s[2], version);
      case "labels" -> version.isEmpty() ? found(LABELS, s[2], "") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Match> found(Route route, String model, String version) {
    return Optional.of(new Match(route, model, version));
  }

  private static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= 128;
  }
}
