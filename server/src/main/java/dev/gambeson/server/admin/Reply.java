package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.IncidentsControl;
import dev.gambeson.server.admin.port.UserStore;

/// An answer that is not plain JSON.
sealed interface Reply {
  /// Logs the browser in.
  record LogIn(UserStore.Account account) implements Reply {}

  /// A file to download.
  record Download(IncidentsControl.Bundle bundle) implements Reply {}

  /// Sends the browser elsewhere, with a short-lived cookie that ties the answer to it.
  record ToIssuer(String address, String cookie) implements Reply {}

  /// Logs in somebody who comes back from the issuer.
  record FromIssuer(UserStore.Account account) implements Reply {}

  /// The browser came back from the issuer without being let in.
  record NotLetIn(String message) implements Reply {}

  /// A stream of live traffic.
  record Stream() implements Reply {}
}
