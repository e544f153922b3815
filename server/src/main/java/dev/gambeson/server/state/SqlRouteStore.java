package dev.gambeson.server.state;

import dev.gambeson.server.serving.Route;
import dev.gambeson.server.serving.RouteStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/// Routes of models in the database; nodes hear of a change through the feed.
public final class SqlRouteStore implements RouteStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Database database;
  private final InstantSource clock;

  public SqlRouteStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// A route as it is stored; its generation stands in a column of its own.
  record Form(
      Optional<String> live,
      Optional<String> canary,
      Optional<Double> share,
      List<String> shadows,
      Optional<String> previous,
      Set<String> quarantined) {}

  @Override
  public Optional<Route> load(String model) {
    return database.read(handle ->
        handle
            .createQuery("SELECT generation, content FROM model_routes WHERE model = :model")
            .bind("model", model)
            .map((row, _) -> route(row.getLong("generation"), row.getString("content")))
            .findOne());
  }

  private static Route route(long generation, String content) {
    Form form = JSON.readValue(content, Form.class);
    return new Route(
        generation,
        form.live(),
        form.canary().map(version -> new Route.Canary(version, form.share().orElseThrow())),
        form.shadows(),
        form.previous(),
        form.quarantined());
  }

  @Override
  public boolean save(String model, Route route, long expected) {
    if (expected == 0) {
      return database
          .changeUnlessTaken(
              Topic.ROUTES,
              (handle, _) ->
                  write(
                      handle,
                      model,
                      route,
                      expected,
                      "INSERT INTO model_routes (model, content, generation, changed_at) VALUES (:model, :content, :generation, :now)"))
          .isPresent();
    }
    return database.change(
        Topic.ROUTES,
        (handle, _) ->
            write(
                    handle,
                    model,
                    route,
                    expected,
                    "UPDATE model_routes SET content = :content, generation = :generation, changed_at = :now WHERE model = :model AND generation = :expected")
                == 1);
  }

  private int write(Handle handle, String model, Route route, long expected, String statement) {
    Form form =
        new Form(
            route.live(),
            route.canary().map(Route.Canary::version),
            route.canary().map(Route.Canary::share),
            route.shadows(),
            route.previous(),
            route.quarantined());
    var update =
        handle
            .createUpdate(statement)
            .bind("model", model)
            .bind("content", JSON.writeValueAsString(form))
            .bind("generation", route.generation())
            .bind("now", Columns.time(clock.instant()));
    if (expected != 0) {
      update.bind("expected", expected);
    }
    return update.execute();
  }
}
