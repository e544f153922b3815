package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.AdminListener;
import dev.gambeson.server.admin.port.AdminListener.Outcome;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Takes requests from the event loop to a virtual thread, and through the gate to their route.
final class Front {
  private static final System.Logger LOG = System.getLogger(Front.class.getName());
  private static final int LARGE = 1 << 20;
  private static final int SMALL = 1 << 14;
  private static final int BODY_SECONDS = 20;

  private final RouteTable table;
  private final Gate gate;
  private final Answers answers;
  private final AdminListener listener;
  private final Executor executor;
  private final InstantSource clock;

  Front(
      RouteTable table,
      Gate gate,
      Answers answers,
      AdminListener listener,
      Executor executor,
      InstantSource clock) {
    this.table = table;
    this.gate = gate;
    this.answers = answers;
    this.listener = listener;
    this.executor = executor;
    this.clock = clock;
  }

  /// Takes a request; on its event loop.
  void handle(HttpServerRequest request, Context context) {
    Optional<String> origin = gate.origin(request);
    answers.secure(request, origin.orElse(""));
    if (origin.isEmpty()) {
      answers.refuse(request, Rejected.forbidden("This host name is not one of the console's."));
    } else if (path(request).startsWith(RouteTable.ROOT + "/")) {
      request.pause();
      executor.execute(() -> serve(new Visit(request, context, origin.get())));
    } else {
      answers.file(request, path(request));
    }
  }

  private static String path(HttpServerRequest request) {
    return request.path() == null ? "" : request.path();
  }

  /// A request on its way.
  record Visit(HttpServerRequest request, Context context, String origin) {
    String address() {
      return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }
  }

  private void serve(Visit visit) {
    try {
      Optional<Sessions.Standing> who = gate.who(visit.request(), visit.origin());
      Optional<RouteTable.Match> match =
          table.find(visit.request().method(), path(visit.request()));
      if (match.isEmpty()) {
        throw unknown(who);
      }
      admit(visit, match.get(), who);
    } catch (Rejected e) {
      answers.refuse(visit.request(), e);
    } catch (RuntimeException e) {
      failed(visit, e);
    }
  }

  private void failed(Visit visit, RuntimeException e) {
    LOG.log(System.Logger.Level.ERROR, "A request to the admin plane failed", e);
    answers.failed(visit.request());
  }

  /// What is not in the table is unknown only to who is logged in.
  private static Rejected unknown(Optional<Sessions.Standing> who) {
    return who.isPresent() ? Rejected.notFound("There is no such call.") : stranger();
  }

  private static Rejected stranger() {
    return new Rejected(Rejected.Kind.UNAUTHENTICATED, "Log in first.");
  }

  private void admit(Visit visit, RouteTable.Match match, Optional<Sessions.Standing> who) {
    Route route = match.route();
    switch (route.access()) {
      case Route.Access.Anyone _ -> {}
      case Route.Access.Needs needs -> {
        if (who.isEmpty()) {
          throw stranger();
        }
        if (who.get().pending() && needs.permission() != Permission.SELF) {
          throw Rejected.forbidden("Set up your second factor first.");
        }
        if (!who.get().who().role().covers(needs.permission().least())) {
          report(visit, route, who.map(Sessions.Standing::who), Outcome.FORBIDDEN, Map.of());
          throw Rejected.forbidden(
              "This needs the role %s."
                  .formatted(needs.permission().least().name().toLowerCase(Locale.ROOT)));
        }
      }
    }
    if (!route.name().equals("session.oidc-callback")) {
      gate.own(visit.request(), visit.origin());
    }
    Call call =
        new Call(
            who,
            visit.address(),
            match.values(),
            RouteTable.query(query(visit.request()), route.query()),
            route.request().map(type -> body(visit, type)),
            Gate.cookie(visit.request(), Gate.issuerCookie(visit.origin())));
    run(visit, route, call);
  }

  private static String query(HttpServerRequest request) {
    return request.query() == null ? "" : request.query();
  }

  private Record body(Visit visit, Class<? extends Record> type) {
    String media = visit.request().getHeader("content-type");
    if (media == null || !media.toLowerCase(Locale.ROOT).matches("application/json *(;.*)?")) {
      throw Rejected.invalid("The body must be JSON (content-type: application/json).");
    }
    boolean large =
        type == Requests.PolicyText.class
            || type == Requests.Preview.class
            || type == Requests.Activate.class
            || type == Requests.Table.class;
    return Json.read(bytes(visit, large ? LARGE : SMALL), type);
  }

  private static byte[] bytes(Visit visit, int max) {
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    visit
        .context()
        .runOnContext(_ -> {
          Bodies.read(visit.request(), true, max, body);
          visit.request().resume();
        });
    try {
      return body.get(BODY_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Rejected known
          ? known
          : Rejected.invalid("The body did not come to its end.");
    } catch (TimeoutException e) {
      throw Rejected.invalid("The body took too long.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Rejected(Rejected.Kind.UNAVAILABLE, "The admin plane is stopping.");
    }
  }

  /// Reports, does, reports. What cannot be reported is not done.
  private void run(Visit visit, Route route, Call call) {
    boolean logIn = route.access() instanceof Route.Access.Anyone;
    if (route.privileged() && !logIn) {
      report(visit, route, call.who(), Outcome.TRIED, call.details());
    }
    Outcome outcome = Outcome.FAILED;
    Optional<Operator> who = call.who();
    try {
      Optional<?> result = route.handler().handle(call);
      outcome = Outcome.DONE;
      who = result.flatMap(Front::entered).or(call::who);
      answers.give(visit, route, result);
    } catch (Rejected e) {
      outcome = Outcome.REJECTED;
      throw e;
    } finally {
      if (route.privileged() || route.name().equals("session.oidc-callback")) {
        report(visit, route, who, outcome, call.details());
      }
    }
  }

  private static Optional<Operator> entered(Object result) {
    return switch (result) {
      case Reply.LogIn in -> Optional.of(new Operator(in.account().name(), in.account().role()));
      case Reply.FromIssuer in ->
          Optional.of(new Operator(in.account().name(), in.account().role()));
      default -> Optional.empty();
    };
  }

  private void report(
      Visit visit,
      Route route,
      Optional<Operator> who,
      Outcome outcome,
      Map<String, String> details) {
    try {
      listener.report(
          new AdminListener.Event(
              clock.instant(),
              who.map(Operator::name).orElse(""),
              who.map(w -> w.role().name().toLowerCase(Locale.ROOT)).orElse(""),
              visit.address(),
              route.name(),
              route.method().equals(HttpMethod.GET) ? route.path() : path(visit.request()),
              outcome,
              details));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The log of privileged actions cannot be written", e);
      throw new Rejected(
          Rejected.Kind.UNAVAILABLE,
          outcome == Outcome.DONE
              ? "It was done, but could not be logged; look at the ledger."
              : "Nothing was done, since it could not be logged; look at the ledger.");
    }
  }
}
