package dev.gambeson.server;

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
/// @param loaded with what was learnt of them
record ServedModels(
    InferencePool pool, List<ModelRoom.Loaded> loaded, Models models, GoldenWatch golden) {
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
        .forEach(m -> loaded.add(room.load(m, ground.around().tables(), alarms::raise)));
    Models models = ground.closing().open(models(ground, loaded, pool, alarms));
    GoldenWatch golden =
        ModelWatching.golden(ground.closing(), loaded, models, ground.folder(), ground.clock());
    return new ServedModels(pool, loaded, models, golden);
  }

  private static Models models(
      Ground ground, List<ModelRoom.Loaded> loaded, InferencePool pool, Alarms alarms) {
    Models models =
        new Models(
            new SqlRouteStore(ground.database(), ground.clock()),
            List.of(
                Hearing.routes(ground.deeds()),
                ModelWatching.deployAlarm(ground.closing(), loaded, alarms.desk())),
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
