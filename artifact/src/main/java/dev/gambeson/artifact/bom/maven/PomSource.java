package dev.gambeson.artifact.bom.maven;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.core.GambesonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.maven.model.building.ModelSource2;
import org.jspecify.annotations.Nullable;

/// A pom.xml of bounded size.
final class PomSource implements ModelSource2 {
  private static final long MAX_BYTES = 4 << 20;
  private final Path file;

  PomSource(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  static byte[] bytes(Path file) {
    return BoundedFile.read(file, MAX_BYTES);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    try {
      return new ByteArrayInputStream(bytes(file));
    } catch (GambesonException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public String getLocation() {
    return file.toString();
  }

  /// The parent's file when it lies where the pom says.
  @Override
  public @Nullable ModelSource2 getRelatedSource(String relative) {
    try {
      Path target = file.resolveSibling(relative.replace('\\', '/')).normalize();
      Path pom = Files.isDirectory(target) ? target.resolve("pom.xml") : target;
      return Files.isRegularFile(pom) ? new PomSource(pom) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  @Override
  public URI getLocationURI() {
    return file.toUri();
  }
}
