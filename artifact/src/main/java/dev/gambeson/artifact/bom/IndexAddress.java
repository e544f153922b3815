package dev.gambeson.artifact.bom;

import java.net.URI;
import java.util.Locale;

/// An address that packages are fetched from, as a project configures it.
///
/// @param ecosystem whose packages
/// @param address without user name, password or query: those never leave the file
/// @param extra whether it is asked beside another one, so that either may answer
/// @param covers names it answers for (`@scope`); empty for all
/// @param place where it stands
public record IndexAddress(
    Ecosystem ecosystem, String address, boolean extra, String covers, Place place) {
  /// An address with its secrets taken out.
  public static IndexAddress of(
      Ecosystem ecosystem, String address, boolean extra, String covers, Place place) {
    return new IndexAddress(ecosystem, withoutSecrets(address), extra, covers, place);
  }

  /// Scheme, host, port and path only.
  public static String withoutSecrets(String address) {
    String text = address.strip();
    int scheme = text.indexOf("://");
    int start = scheme < 0 ? 0 : scheme + 3;
    int end = start;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    int at = text.lastIndexOf('@', end);
    String bare = at >= start ? text.substring(0, start) + text.substring(at + 1) : text;
    return bare.replaceAll("[?#].*", "");
  }

  /// Whether anybody on the way can swap the packages.
  public boolean isPlain() {
    return address.toLowerCase(Locale.ROOT).startsWith("http://") && !isLocal(host());
  }

  /// Whether anybody may publish there.
  public boolean isPublic() {
    String host = host();
    return switch (ecosystem) {
      case PYPI -> host.equals("pypi.org") || host.equals("pypi.python.org");
      case NPM -> host.equals("registry.npmjs.org") || host.equals("registry.yarnpkg.com");
      case MAVEN -> host.startsWith("repo.maven.apache.org") || host.startsWith("repo1.maven.org");
      case CONDA -> host.endsWith("anaconda.org") || host.endsWith("anaconda.com");
    };
  }

  private String host() {
    try {
      String host = URI.create(address).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }
}
