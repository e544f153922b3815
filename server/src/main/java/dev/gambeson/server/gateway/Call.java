package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Credential;
import java.time.Instant;

/// A request as its listener knows it before anything of its body is read, whatever the protocol.
///
/// @param requestId unique over all nodes; goes into the answer and the log
/// @param time when it came
/// @param startNanos of the monotonic clock when it came
/// @param address where it came from, behind trusted proxies
/// @param credential what was shown
/// @param action what is asked for
/// @param model the model's name
/// @param version the version asked for; empty for the one in service
/// @param bodyBytes length of the body as it was announced; -1 when unknown
/// @param trace the W3C traceparent that came along; empty for none
/// @param hints what else came along
public record Call(
    String requestId,
    Instant time,
    long startNanos,
    String address,
    Credential credential,
    Action action,
    String model,
    String version,
    long bodyBytes,
    String trace,
    Hints hints) {
  public Call {
    requireNonNull(requestId, "requestId");
    requireNonNull(time, "time");
    requireNonNull(address, "address");
    requireNonNull(credential, "credential");
    requireNonNull(action, "action");
    requireNonNull(hints, "hints");
  }
}
