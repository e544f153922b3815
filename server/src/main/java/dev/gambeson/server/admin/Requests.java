package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.CanariesControl;
import dev.gambeson.server.admin.port.DetectorsView;
import dev.gambeson.server.admin.port.IncidentsControl;
import dev.gambeson.server.admin.port.KeysControl;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.admin.port.ModelsControl;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Bodies of requests. Each checks itself when it is made; a field that a caller left out arrives
/// as null and is refused there.
final class Requests {
  private static final int NAME = 400;
  private static final int REASON = 500;
  private static final int SECRET = 300;
  private static final int CODE = 64;
  private static final int POLICY = 500_000;

  private Requests() {}

  /// A body with a reason that is reported.
  interface Why {
    String why();
  }

  record LogIn(String name, String password, @Nullable String code) {
    LogIn {
      name = Words.line(name, "name", NAME);
      secret(password, "password");
      code = Words.optionalLine(code, "code", CODE);
    }

    /// The code; empty for none.
    String proof() {
      return code == null ? "" : code;
    }

    @Override
    public String toString() {
      return "LogIn[hidden]";
    }
  }

  record SetUp(String name, String token, String password) {
    SetUp {
      name = Words.line(name, "name", NAME);
      secret(token, "token");
      secret(password, "password");
    }

    @Override
    public String toString() {
      return "SetUp[hidden]";
    }
  }

  record NewPassword(String old, String password) {
    NewPassword {
      secret(old, "old");
      secret(password, "password");
    }

    @Override
    public String toString() {
      return "NewPassword[hidden]";
    }
  }

  /// The password once more.
  record Again(String password) {
    Again {
      secret(password, "password");
    }

    @Override
    public String toString() {
      return "Again[hidden]";
    }
  }

  /// A code of the second factor.
  record Code(String code) {
    Code {
      code = Words.line(code, "code", CODE);
    }

    @Override
    public String toString() {
      return "Code[hidden]";
    }
  }

  /// Both.
  record Both(String password, String code) {
    Both {
      secret(password, "password");
      code = Words.line(code, "code", CODE);
    }

    @Override
    public String toString() {
      return "Both[hidden]";
    }
  }

  /// A session to be ended, or all others; who logged in at an issuer gives no password.
  record EndSession(@Nullable String id, @Nullable String password) {
    EndSession {
      id = Words.optionalLine(id, "id", 64);
      if (password != null) {
        secret(password, "password");
      }
    }

    @Override
    public String toString() {
      return "EndSession[hidden]";
    }
  }

  /// Nothing but a reason.
  record Reason(String reason) implements Why {
    Reason {
      reason = Words.line(reason, "reason", REASON);
    }

    @Override
    public String why() {
      return reason;
    }
  }

  /// Nothing: an empty object, since every request that changes something is JSON.
  record Empty() {}

  record RouteChange(
      @Nullable String live,
      @Nullable String canary,
      double share,
      @Nullable List<String> shadows) {
    RouteChange {
      if (!(share >= 0 && share <= 1)) {
        throw Rejected.invalid("The field \"share\" must be from 0 to 1.");
      }
      shadows = Words.lines(shadows, "shadows", 20, NAME);
    }

    ModelsControl.Route route() {
      return new ModelsControl.Route(
          version(live, "live"),
          version(canary, "canary"),
          share,
          shadows == null ? List.of() : shadows);
    }

    private static Optional<String> version(@Nullable String text, String name) {
      return Optional.of(Words.optionalLine(text, name, NAME)).filter(t -> !t.isEmpty());
    }
  }

  record Propose(ModelsControl.Proposal.Kind kind, String version, String reason) implements Why {
    Propose {
      Words.present(kind, "kind");
      version = Words.line(version, "version", NAME);
      reason = Words.line(reason, "reason", REASON);
    }

    @Override
    public String why() {
      return reason;
    }
  }

  record Quarantine(String version, String reason) implements Why {
    Quarantine {
      version = Words.line(version, "version", NAME);
      reason = Words.line(reason, "reason", REASON);
    }

    @Override
    public String why() {
      return reason;
    }
  }

  record Restrict(Level level, long minutes, String reason) implements Why {
    private static final long YEAR = 366L * 24 * 60;

    Restrict {
      if (Words.present(level, "level") == Level.OPEN) {
        throw Rejected.invalid("To let a client go, release it.");
      }
      if (minutes < 1 || minutes > YEAR) {
        throw Rejected.invalid("The field \"minutes\" must be from 1 to %d.".formatted(YEAR));
      }
      reason = Words.line(reason, "reason", REASON);
    }

    @Override
    public String why() {
      return reason;
    }
  }

  record Review(DetectorsView.Judgement judgement, @Nullable String note) {
    Review {
      Words.present(judgement, "judgement");
      note = Words.optionalLine(note, "note", REASON);
    }
  }

  record CloseIncident(IncidentsControl.Resolution resolution, String note) implements Why {
    CloseIncident {
      Words.present(resolution, "resolution");
      note = Words.line(note, "note", REASON);
    }

    @Override
    public String why() {
      return note;
    }
  }

  record Playbook(String playbook) {
    Playbook {
      playbook = Words.line(playbook, "playbook", NAME);
    }
  }

  record Drill(String playbook, boolean notices) {
    Drill {
      playbook = Words.line(playbook, "playbook", NAME);
    }
  }

  record PolicyText(String text) {
    PolicyText {
      policy(text);
    }
  }

  record Preview(String text, int days) {
    Preview {
      policy(text);
      if (days < 1 || days > 31) {
        throw Rejected.invalid("The field \"days\" must be from 1 to 31.");
      }
    }
  }

  record Activate(String text, String replaces, String note) implements Why {
    Activate {
      policy(text);
      replaces = Words.line(replaces, "replaces", NAME);
      note = Words.line(note, "note", REASON);
    }

    @Override
    public String why() {
      return note;
    }
  }

  record NewKey(
      String tenant,
      String client,
      @Nullable String clientClass,
      @Nullable List<String> roles,
      @Nullable List<String> models,
      int days) {
    NewKey {
      tenant = Words.line(tenant, "tenant", 100);
      client = Words.line(client, "client", 100);
      clientClass = Words.optionalLine(clientClass, "clientClass", 100);
      roles = Words.lines(roles, "roles", 20, 100);
      models = Words.lines(models, "models", 100, NAME);
      if (days < 1 || days > 730) {
        throw Rejected.invalid("The field \"days\" must be from 1 to 730.");
      }
    }

    Duration lifetime() {
      return Duration.ofDays(days);
    }
  }

  record Rotate(int hours) {
    Rotate {
      if (hours < 0 || hours > 24 * 31) {
        throw Rejected.invalid("The field \"hours\" must be from 0 to 744.");
      }
    }
  }

  record WhyKey(
      KeysControl.Action action, String model, @Nullable String version, @Nullable String address) {
    WhyKey {
      Words.present(action, "action");
      model = Words.line(model, "model", 128);
      version = version == null || version.isEmpty() ? "" : Words.line(version, "version", 128);
      address = address == null || address.isEmpty() ? "" : Words.line(address, "address", 64);
    }

    /// @param own address that stands for none
    KeysControl.Question question(String own) {
      String from = address == null || address.isEmpty() ? own : address;
      return new KeysControl.Question(action, model, version == null ? "" : version, from);
    }
  }

  record NewCanary(
      CanariesControl.Kind kind,
      @Nullable String model,
      int records,
      String place,
      String owner,
      String purpose,
      int days) {
    NewCanary {
      if (Words.present(kind, "kind") == CanariesControl.Kind.KEY) {
        model = "";
      } else {
        model = Words.line(model, "model", 128);
      }
      place = Words.line(place, "place", 200);
      owner = Words.line(owner, "owner", 200);
      purpose = Words.line(purpose, "purpose", 200);
      if (kind == CanariesControl.Kind.BAIT && (records < 1 || records > 10_000)) {
        throw Rejected.invalid("The field \"records\" must be from 1 to 10000.");
      }
      if (days < 1 || days > 3660) {
        throw Rejected.invalid("The field \"days\" must be from 1 to 3660.");
      }
    }

    CanariesControl.Wanted wanted() {
      String about = model;
      return new CanariesControl.Wanted(
          kind, about == null ? "" : about, records, place, owner, purpose, Duration.ofDays(days));
    }
  }

  /// A piece of a table.
  record Table(String model, List<String> columns, List<List<String>> rows) {
    private static final int COLUMNS = 2_000;
    private static final int ROWS = 2_000;

    Table {
      model = Words.line(model, "model", 128);
      columns = List.copyOf(Words.present(columns, "columns"));
      rows = Words.present(rows, "rows").stream().map(List::copyOf).toList();
      if (columns.size() > COLUMNS || rows.size() > ROWS) {
        throw Rejected.invalid(
            "A table may have %d columns and come %d rows at a time.".formatted(COLUMNS, ROWS));
      }
      int width = columns.size();
      if (rows.stream().anyMatch(r -> r.size() != width)) {
        throw Rejected.invalid("A row has more or fewer cells than there are columns.");
      }
    }

    @Override
    public String toString() {
      return "Table[hidden]";
    }
  }

  record NewUser(String name, Role role) {
    NewUser {
      name = Words.line(name, "name", 63);
      Words.present(role, "role");
    }
  }

  record UserRole(Role role) {
    UserRole {
      Words.present(role, "role");
    }
  }

  record UserEnabled(boolean enabled) {}

  private static void secret(@Nullable String text, String name) {
    if (text == null || text.isEmpty() || text.length() > SECRET) {
      throw Rejected.invalid(
          "The field \"%s\" must have from 1 to %d characters.".formatted(name, SECRET));
    }
  }

  private static void policy(@Nullable String text) {
    if (text == null || text.isBlank() || text.length() > POLICY) {
      throw Rejected.invalid(
          "The field \"text\" must have from 1 to %d characters.".formatted(POLICY));
    }
  }
}
