package dev.gambeson.server.admin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.http.HttpMethod;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/// A call of the control API: what it is named, what it needs, takes and gives. The same table
/// serves and describes itself (OpenAPI).
///
/// @param name plain token, as it is reported, for example `models.roll-back`
/// @param method GET for looking, POST for doing
/// @param path template below `/api/v1`, for example `/models/{model}/roll-back`
/// @param access who may call it
/// @param summary one sentence
/// @param query names of the query parameters
/// @param request record that the body is read into; empty for no body
/// @param reply what it gives; `void` for nothing
/// @param handler does it
record Route(
    String name,
    HttpMethod method,
    String path,
    Access access,
    String summary,
    List<String> query,
    Optional<Class<? extends Record>> request,
    Type reply,
    Handler handler) {
  Route {
    requireNonNull(access, "access");
    query = List.copyOf(query);
    if (!path.matches("(/([a-z0-9.-]+|\\{[a-z]+\\}))+")) {
      throw new IllegalArgumentException("bad path: " + path);
    }
  }

  /// Who may call a route.
  sealed interface Access {
    /// Anybody: log-in, and what a browser needs before it.
    record Anyone(String why) implements Access {}

    /// Who is logged in and has this.
    record Needs(Permission permission) implements Access {
      public Needs {
        requireNonNull(permission, "permission");
      }
    }
  }

  /// Does what a route says; on a virtual thread, may block.
  @FunctionalInterface
  interface Handler {
    /// @return a value to write as JSON, a [Reply], or empty
    Optional<?> handle(Call call);
  }

  /// Whether it is reported before and after: what changes something, and what carries evidence out
  /// of the house.
  boolean privileged() {
    return !method.equals(HttpMethod.GET) || name.equals("incidents.evidence");
  }
}
