package dev.gambeson.server.admin;

import static dev.gambeson.server.admin.Routes.listOf;

import dev.gambeson.server.admin.port.CanariesControl;

/// Routes about canaries.
final class CanaryRoutes {
  private final CanariesControl canaries;

  CanaryRoutes(CanariesControl canaries) {
    this.canaries = canaries;
  }

  void addTo(Routes routes) {
    routes
        .get(
            "canaries.list",
            "/canaries",
            Permission.CANARIES_MANAGE,
            "Decoy keys, decoy models and bait records, and where they are planted",
            listOf(CanariesControl.Canary.class),
            _ -> canaries.canaries())
        .post(
            "canaries.issue",
            "/canaries",
            Permission.CANARIES_MANAGE,
            "Issues a canary; the answer holds what is to be planted, once",
            Requests.NewCanary.class,
            CanariesControl.Issued.class,
            c -> canaries.issue(c.body(Requests.NewCanary.class).wanted(), c.operator()))
        .post(
            "canaries.find",
            "/canaries/find",
            Permission.CANARIES_MANAGE,
            "Which rows of a table are bait, and of which canary",
            Requests.Table.class,
            listOf(CanariesControl.Found.class),
            c -> {
              Requests.Table table = c.body(Requests.Table.class);
              return canaries.find(table.model(), table.columns(), table.rows());
            })
        .act(
            "canaries.retire",
            "/canaries/{canary}/retire",
            Permission.CANARIES_MANAGE,
            "Ends a canary: hits mean nothing any more",
            Requests.Reason.class,
            c ->
                canaries.retire(
                    c.part("canary"), c.body(Requests.Reason.class).reason(), c.operator()));
  }
}
