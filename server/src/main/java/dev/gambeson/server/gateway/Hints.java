package dev.gambeson.server.gateway;

/// What else came with a request, looked up only by who needs it: headers over HTTP, metadata over
/// gRPC. Good for as long as the request is.
@FunctionalInterface
public interface Hints {
  /// Name of the field that marks a retry (draft-ietf-httpapi-idempotency-key-header-07).
  String IDEMPOTENCY_KEY = "idempotency-key";

  /// Name of the field that makes a request good once: milliseconds since 1970, a dot, and 16 to 64
  /// letters, digits, `-` or `_`.
  String NONCE = "x-gambeson-nonce";

  /// Nothing else came.
  Hints NONE = _ -> "";

  /// A field by its lower-case name.
  ///
  /// @return its value; empty when there is none
  String get(String name);
}
