package dev.gambeson.server.admin;

import dev.gambeson.core.io.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// The console's files, read once from the class path. Only what its list names is served.
final class Assets {
  private static final String FOLDER = "/dev/gambeson/server/console/";
  private static final String LIST = "files.txt";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  private final Map<String, File> files = new HashMap<>();

  /// A file.
  ///
  /// @param type media type
  /// @param etag changes with the content
  /// @param lasting whether its name changes with the content
  /// @param plain its bytes
  /// @param zipped its bytes under gzip
  @SuppressWarnings("ArrayRecordComponent") // shared read-only
  record File(String type, String etag, boolean lasting, byte[] plain, byte[] zipped) {}

  /// Reads them.
  ///
  /// @throws IllegalStateException when the console was not built into this program
  static Assets load() {
    Assets assets = new Assets();
    try {
      String list = new String(bytes(LIST), StandardCharsets.UTF_8);
      for (String line : list.lines().toList()) {
        String name = line.substring(line.indexOf(' ') + 2);
        byte[] content = bytes(name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
          throw new IllegalStateException("The console has a file of unknown type: " + name);
        }
        assets.files.put(
            "/" + name,
            new File(
                type,
                "\"" + Sha256.of(content).substring(0, 32) + "\"",
                name.startsWith("assets/"),
                content,
                zipped(content)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return assets;
  }

  /// The file of a path.
  Optional<File> find(String path) {
    return Optional.ofNullable(files.get(path.equals("/") ? "/index.html" : path));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "The console's file %s is missing; build it with server/console/build.sh."
                .formatted(name));
      }
      return in.readAllBytes();
    }
  }

  private static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.toByteArray();
  }
}
