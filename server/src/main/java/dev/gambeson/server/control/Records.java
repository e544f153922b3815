package dev.gambeson.server.control;

import dev.gambeson.response.route.Route;
import dev.gambeson.server.passport.ExtractionCurve;
import dev.gambeson.server.serving.GoldenWatch;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What the console shows and remembers beside what the gateway works with.
///
/// @param routes whom incidents are told to, by name
/// @param reviews what people said of alarms
/// @param proposals changes of models that wait for a second person
/// @param drift how the monitors' figures went
/// @param facts where each version comes from, by [Watchers#key]
/// @param figures what each version was asked
/// @param golden how golden queries went
/// @param curves what clients have learnt over time
/// @param refusing why this node answers nobody at present; empty when it does
/// @param copies how good copies of a model were, by its name, where that was measured
public record Records(
    Map<String, Route> routes,
    ReviewStore reviews,
    ProposalStore proposals,
    DriftHistory drift,
    Map<String, Map<String, String>> facts,
    VersionFigures figures,
    Supplier<List<GoldenWatch.State>> golden,
    LearntCurves curves,
    Supplier<List<String>> refusing,
    Map<String, ExtractionCurve> copies) {
  public Records {
    copies = Map.copyOf(copies);
    routes = Map.copyOf(routes);
    facts = Map.copyOf(facts);
  }
}
