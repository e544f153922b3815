package dev.gambeson.server.serving;

import dev.gambeson.core.alert.Alert;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// What all models of a house share.
///
/// @param store where routes are kept
/// @param listeners who hears of changes, in order
/// @param clock the time
/// @param split puts clients on canaries
/// @param policy when versions go by themselves
/// @param shadowing sends copies
/// @param alerts takes alerts
/// @param grace how long an unloaded version may go on answering those who wait for it
record House(
    RouteStore store,
    List<RouteListener> listeners,
    InstantSource clock,
    ClientSplit split,
    RollbackPolicy policy,
    ShadowTraffic shadowing,
    Consumer<Alert> alerts,
    Duration grace) {
  House {
    listeners = List.copyOf(listeners);
  }
}
