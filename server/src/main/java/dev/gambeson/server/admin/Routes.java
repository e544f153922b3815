package dev.gambeson.server.admin;

import dev.gambeson.server.admin.Route.Access;
import dev.gambeson.server.admin.Route.Handler;
import io.vertx.core.http.HttpMethod;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Collects routes in few words.
final class Routes {
  private final List<Route> all = new ArrayList<>();

  List<Route> all() {
    return all;
  }

  /// A call that looks at something.
  Routes get(
      String name,
      String path,
      Permission permission,
      String summary,
      Type reply,
      Function<Call, ?> handler,
      String... query) {
    return add(
        name,
        HttpMethod.GET,
        path,
        new Access.Needs(permission),
        summary,
        List.of(query),
        Optional.empty(),
        reply,
        c -> Optional.of(handler.apply(c)));
  }

  /// A call that does something and gives something.
  Routes post(
      String name,
      String path,
      Permission permission,
      String summary,
      Class<? extends Record> request,
      Type reply,
      Function<Call, ?> handler) {
    return add(
        name,
        HttpMethod.POST,
        path,
        new Access.Needs(permission),
        summary,
        List.of(),
        Optional.of(request),
        reply,
        c -> Optional.of(handler.apply(c)));
  }

  /// A call that does something.
  Routes act(
      String name,
      String path,
      Permission permission,
      String summary,
      Class<? extends Record> request,
      Consumer<Call> handler) {
    return add(
        name,
        HttpMethod.POST,
        path,
        new Access.Needs(permission),
        summary,
        List.of(),
        Optional.of(request),
        void.class,
        c -> {
          handler.accept(c);
          return Optional.empty();
        });
  }

  /// A call without a session.
  Routes open(
      String name,
      HttpMethod method,
      String path,
      String why,
      String summary,
      Optional<Class<? extends Record>> request,
      Type reply,
      Handler handler,
      String... query) {
    return add(
        name,
        method,
        path,
        new Access.Anyone(why),
        summary,
        List.of(query),
        request,
        reply,
        handler);
  }

  private Routes add(
      String name,
      HttpMethod method,
      String path,
      Access access,
      String summary,
      List<String> query,
      Optional<Class<? extends Record>> request,
      Type reply,
      Handler handler) {
    all.add(new Route(name, method, path, access, summary, query, request, reply, handler));
    return this;
  }

  /// The type of a list.
  static Type listOf(Class<?> element) {
    return new ListType(element);
  }

  private record ListType(Class<?> element) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return new Type[] {element};
    }

    @Override
    public Type getRawType() {
      return List.class;
    }

    @Override
    @SuppressWarnings("NullAway") // the JDK's contract for a top-level type
    public Type getOwnerType() {
      return null;
    }
  }
}
