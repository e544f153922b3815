package dev.gambeson.response.route;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Signed webhooks over HTTPS.
///
/// Guaranteed: goes to allowed hosts and checked addresses only, follows no redirect, takes no
/// longer than its time-out, and shows neither address nor secret in what it prints or throws.
final class WebhookRoute implements Route {
  private final URI url;
  private final List<Secret> secrets;
  private final Format format;
  private final Destinations destinations;
  private final Destinations.Resolver resolver;
  private final HttpsPost post;
  private final InstantSource clock;

  private WebhookRoute(
      URI url,
      List<Secret> secrets,
      RouteSettings.Webhook settings,
      Destinations.Resolver resolver,
      InstantSource clock) {
    this.url = url;
    this.secrets = secrets;
    this.format = settings.format().orElse(Format.JSON);
    this.destinations =
        new Destinations(settings.allowHosts(), settings.allowNetworks().orElse(List.of()));
    this.resolver = resolver;
    this.post =
        new HttpsPost(
            Trust.sockets(settings.trust()), settings.timeout().orElse(Duration.ofSeconds(10)));
    this.clock = clock;
    secrets.forEach(WebhookSignature::key);
    if (!destinations.allowsHost(url.getHost())) {
      throw new IllegalArgumentException(
          "routes: the webhook's host is not in 'allow-hosts'; add it there if it is meant");
    }
  }

  static WebhookRoute open(RouteSettings.Webhook settings, InstantSource clock) {
    return open(settings, InetAddress::getAllByName, clock);
  }

  static WebhookRoute open(
      RouteSettings.Webhook settings, Destinations.Resolver resolver, InstantSource clock) {
    return new WebhookRoute(
        url(Secret.ofFile(settings.urlFile())),
        settings.secretFiles().stream().map(Secret::ofFile).toList(),
        settings,
        resolver,
        clock);
  }

  private static URI url(Secret secret) {
    String wrong =
        "routes: a webhook's address must begin with https:// and a host name, and hold no user, password or #fragment";
    try {
      URI url = new URI(secret.revealText());
      boolean plain =
          url.getHost() == null
              || !"https".equalsIgnoreCase(url.getScheme())
              || url.getRawUserInfo() != null
              || url.getRawFragment() != null
              || !url.toASCIIString().equals(url.toString());
      if (plain) {
        throw new IllegalArgumentException(wrong);
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(wrong); // the cause would show the address
    }
  }

  @Override
  public void send(Notice notice) throws DeliveryException {
    List<InetAddress> addresses = destinations.resolve(url.getHost(), resolver);
    byte[] body = format.write(notice).getBytes(StandardCharsets.UTF_8);
    int status;
    try {
      status =
          post.send(
              addresses,
              url.getHost(),
              url.getPort() < 0 ? 443 : url.getPort(),
              target(),
              headers(notice, body),
              body);
    } catch (SSLException e) {
      throw new DeliveryException("no trusted TLS connection", true);
    } catch (IOException e) {
      throw new DeliveryException("no answer in time", true);
    }
    judge(status);
  }

  private String target() {
    String path = Optional.ofNullable(url.getRawPath()).filter(p -> !p.isEmpty()).orElse("/");
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private Map<String, String> headers(Notice notice, byte[] body) {
    Instant now = clock.instant();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", format.contentType());
    headers.put("user-agent", "gambeson");
    headers.put("webhook-id", ascii(notice.id()));
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    headers.put("webhook-signature", WebhookSignature.sign(secrets, ascii(notice.id()), now, body));
    if (notice.drill()) {
      headers.put("gambeson-drill", "true");
    }
    return headers;
  }

  private static String ascii(String id) {
    return id.replaceAll("[^!-~]", "_");
  }

  private static void judge(int status) throws DeliveryException {
    if (status >= 200 && status < 300) {
      return;
    }
    boolean later = status == 408 || status == 425 || status == 429 || status >= 500;
    throw new DeliveryException("answered with status " + status, later);
  }

  @Override
  public String toString() {
    return "webhook to " + url.getHost();
  }
}
