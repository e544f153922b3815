package dev.gambeson.server.admin;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.gambeson.server.admin.port.AdminListener;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.admin.port.UsersControl;
import io.vertx.core.Vertx;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// The admin plane over the made-up bank, for tests and for the development of the console. As a
/// program it prints its address and set-up token as JSON and runs until its input ends.
final class DevPlane implements AutoCloseable {
  static final String PASSWORD = "quiet harbour tin 94 lantern";

  final Vertx vertx = Vertx.vertx();
  final InMemoryUsers users = new InMemoryUsers();
  final InMemorySessions sessions = new InMemorySessions();
  final List<AdminListener.Event> events = new CopyOnWriteArrayList<>();
  final InMemoryPorts bank;
  final AdminPlane plane;

  DevPlane(AdminOptions options, boolean hostile, boolean empty) {
    bank = new InMemoryPorts(options.clock(), hostile, empty);
    plane =
        AdminPlane.start(
            vertx,
            new AdminPlane.Parts(bank.ports(), users, sessions, events::add, box()),
            options);
    AtomicLong number = new AtomicLong();
    if (!empty) {
      vertx.setPeriodic(120, _ -> bank.tick(number.incrementAndGet()));
    }
  }

  /// Encrypts second factors.
  static Aead box() {
    try {
      return new AesGcmJce(new byte[32]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Makes a user of each role with the same password; `admin` gets one, too.
  void people() {
    Passwords passwords = new Passwords(new java.security.SecureRandom());
    String hash = passwords.hash(PASSWORD);
    for (Role role : Role.values()) {
      String name = role == Role.ADMIN ? "admin" : role.name().toLowerCase(java.util.Locale.ROOT);
      users.add(
          dev.gambeson.server.admin.port.UserStore.Account.fresh(
              name, role, UsersControl.Source.LOCAL, bank.clock.instant()));
      var seen = users.find(name).orElseThrow();
      users.replace(seen, seen.withPassword(Optional.of(hash)));
    }
  }

  @Override
  public void close() {
    plane.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /// @param args `PORT [people] [hostile] [empty]`
  public static void main(String[] args) throws Exception {
    List<String> flags = List.of(args);
    AdminOptions options =
        AdminOptions.local(InstantSource.system()).withPort(Integer.parseInt(args[0]));
    try (DevPlane dev = new DevPlane(options, flags.contains("hostile"), flags.contains("empty"))) {
      if (flags.contains("people")) {
        dev.people();
      }
      System.out.println(
          Json.text(
              new TreeMap<>(
                  Map.of(
                      "address", dev.plane.address(),
                      "token", dev.plane.setupToken().orElse(""),
                      "password", PASSWORD))));
      System.out.flush();
      while (System.in.read() >= 0) {
        // Until the caller goes.
      }
    }
  }
}
