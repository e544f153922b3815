package dev.gambeson.server;

import dev.gambeson.server.passport.GoldenRecords;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.serving.RollbackPolicy;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.ShadowTraffic;
import dev.gambeson.server.state.SqlRouteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The models in service.
///
/// @param room loads versions
/// @param loaded what there was at the start, with what was learnt of it
/// @param book what is known of each version
/// @param golden asks versions what they answered
/// @param records what they answered
record ServedModels(
    ModelRoom room,
    List<ModelRoom.Loaded> loaded,
    VersionBook book,
    Models models,
    GoldenWatch golden,
    GoldenRecords records) {
  private static final int SHADOWS = 1_024;
  private static final int WAITING = 1_024;

  static ServedModels open(Ground ground, Alarms alarms) {
    InferencePool pool =
        ground
            .closing()
            .open(
                new InferencePool(
                    Math.max(1, Runtime.getRuntime().availableProcessors() - 1), WAITING));
    ModelRoom room =
        new ModelRoom(ground.vertx(), ground.base(), ground.folder(), pool, ground.clock());
    List<ModelRoom.Loaded> loaded = new ArrayList<>();
    ground
        .settings()
        .models()
        .forEach(m ->
            loaded.add(
                room.load(
                    m,
                    ground.around().tables(),
                    alarms::raise,
                    resolved -> RegistryRoom.taken(ground, resolved))));
    VersionBook book = new VersionBook(pool, ground.random());
    loaded.forEach(m -> m.ready().forEach(r -> book.enter(m, r)));
    Models models = ground.closing().open(models(ground, loaded, book, pool, alarms));
    GoldenWatch golden = ModelWatching.golden(ground.closing(), models, ground.clock());
    GoldenRecords records =
        new GoldenRecords(ground.folder().resolve("golden"), ground.folder().resolve("keys"));
    for (ModelRoom.Loaded m : loaded) {
      m.versions().forEach(v -> ModelWatching.golden(golden, records, m, v));
    }
    golden.start();
    return new ServedModels(room, loaded, book, models, golden, records);
  }

  private static Models models(
      Ground ground,
      List<ModelRoom.Loaded> loaded,
      VersionBook book,
      InferencePool pool,
      Alarms alarms) {
    Models models =
        new Models(
            new SqlRouteStore(ground.database(), ground.clock()),
            List.of(
                Hearing.routes(ground.deeds()),
                ModelWatching.deployAlarm(ground.closing(), loaded, book, alarms.desk())),
            ground.clock(),
            ground.state().derived("canary split"),
            RollbackPolicy.DEFAULTS,
            new ShadowTraffic(SHADOWS, pool::load, new Hearing.Shadows()),
            alarms::raise);
    for (ModelRoom.Loaded m : loaded) {
      ServableVersion last = m.versions().getLast();
      models.serve(
          m.settings().name(),
          m.table().features(),
          last.classes(),
          m.versions(),
          Optional.of(m.settings().live().orElse(last.version())));
    }
    return models;
  }
}
