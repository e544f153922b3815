package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Rejected;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Who sends a request, and whether our own page made it.
///
/// Against forged requests of other sites there are three fences, each enough alone in a current
/// browser: the session's cookie is SameSite=Strict, what changes something needs a header that
/// only our page can add, and its `Origin` must be ours. Requests under a foreign host name (DNS
/// rebinding) get nothing.
final class Gate {
  static final String HEADER = "x-gambeson-console";
  private static final String SECURE = "__Host-gambeson";

  /// Browsers keep `__Host-` cookies only under https; on a loopback address http is allowed.
  private static final String LOCAL = "gambeson-local";

  private static final long TO_ISSUER = 600;

  private final List<String> origins;
  private final Sessions sessions;

  /// @param origins under which browsers reach us
  Gate(List<String> origins, Sessions sessions) {
    this.origins = List.copyOf(origins);
    this.sessions = sessions;
  }

  /// The origin under which a request came, if it is one of ours.
  Optional<String> origin(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll("host");
    String host =
        request.authority() == null ? "" : request.authority().toString().toLowerCase(Locale.ROOT);
    if (hosts.size() > 1) {
      return Optional.empty();
    }
    return origins.stream().filter(o -> authority(o).equals(host)).findFirst();
  }

  private static String authority(String origin) {
    return URI.create(origin).getRawAuthority();
  }

  /// Who is logged in.
  Optional<Sessions.Standing> who(HttpServerRequest request, String origin) {
    return cookie(request, sessionCookie(origin)).flatMap(sessions::find);
  }

  /// Refuses a request that changes something and was not made by our page.
  void own(HttpServerRequest request, String origin) {
    String site = request.getHeader("sec-fetch-site");
    boolean foreign = site != null && !Set.of("same-origin", "none").contains(site);
    if (request.method().equals(HttpMethod.GET)) {
      if (foreign) {
        throw Rejected.forbidden("This address answers its own console only.");
      }
      return;
    }
    boolean made =
        "1".equals(request.getHeader(HEADER))
            && origin.equals(request.getHeader("origin"))
            && (site == null || site.equals("same-origin"));
    if (!made) {
      throw Rejected.forbidden(
          "This request was not made by the console: it needs the header %s and its own origin."
              .formatted(HEADER));
    }
  }

  /// The value of a cookie; a cookie that comes twice counts as none, since one of them was
  /// planted.
  static Optional<String> cookie(HttpServerRequest request, String name) {
    List<String> values = new ArrayList<>();
    for (String header : request.headers().getAll("cookie")) {
      for (String pair : header.split(";", 100)) {
        String text = pair.strip();
        if (text.startsWith(name + "=")) {
          values.add(text.substring(name.length() + 1));
        }
      }
    }
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  static String sessionCookie(String origin) {
    return origin.startsWith("https:") ? SECURE : LOCAL;
  }

  static String issuerCookie(String origin) {
    return sessionCookie(origin) + "-issuer";
  }

  /// Logs a browser in, in place of whom it was before.
  void logIn(HttpServerRequest request, String origin, String session) {
    logOut(request, origin);
    set(request, origin, sessionCookie(origin), session, CookieSameSite.STRICT, -1);
  }

  /// Logs a browser out.
  void logOut(HttpServerRequest request, String origin) {
    cookie(request, sessionCookie(origin)).ifPresent(sessions::end);
    set(request, origin, sessionCookie(origin), "", CookieSameSite.STRICT, 0);
  }

  /// Remembers that this browser went to the issuer. It comes back from another site, so the cookie
  /// is Lax, not Strict.
  void toIssuer(HttpServerRequest request, String origin, String value) {
    long age = value.isEmpty() ? 0 : TO_ISSUER;
    set(request, origin, issuerCookie(origin), value, CookieSameSite.LAX, age);
  }

  private static void set(
      HttpServerRequest request,
      String origin,
      String name,
      String value,
      CookieSameSite site,
      long age) {
    Cookie cookie =
        Cookie.cookie(name, value)
            .setPath("/")
            .setHttpOnly(true)
            .setSecure(origin.startsWith("https:"))
            .setSameSite(site);
    if (age >= 0) {
      cookie.setMaxAge(age);
    }
    request.response().addCookie(cookie);
  }
}
