package dev.gambeson.artifact.bom.maven;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.repository.internal.MavenWorkspaceReader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.jspecify.annotations.Nullable;

/// The modules of a build, found by following `<modules>` from one pom.xml, and their effective
/// models. Artifacts of the build are answered from here, never from the repository.
final class Reactor implements MavenWorkspaceReader {
  private static final int MAX_MODULES = 2_000;

  private final SortedMap<String, Path> poms = new TreeMap<>();
  private final Map<String, Model> effective = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();
  private final WorkspaceRepository repository = new WorkspaceRepository("gambeson");

  /// Reads the raw poms from a root on.
  ///
  /// @throws GambesonException when one of them is no pom, or there are too many
  static Reactor from(Path root) {
    Reactor reactor = new Reactor();
    Deque<Path> todo = new ArrayDeque<>(List.of(root.toAbsolutePath().normalize()));
    while (!todo.isEmpty()) {
      Path pom = todo.removeFirst();
      if (reactor.files.contains(pom)) {
        continue; // modules that name each other
      }
      if (reactor.files.size() >= MAX_MODULES) {
        throw GambesonException.badInput(
            "%s leads to more than %d modules.".formatted(root, MAX_MODULES));
      }
      reactor.files.add(pom);
      Model raw = raw(pom);
      key(raw).ifPresent(k -> reactor.poms.putIfAbsent(k, pom));
      raw.getModules().forEach(m -> module(pom, m).ifPresent(todo::add));
    }
    return reactor;
  }

  private static Optional<Path> module(Path pom, String module) {
    try {
      Path target = pom.resolveSibling(module.strip().replace('\\', '/')).normalize();
      Path file = Files.isDirectory(target) ? target.resolve("pom.xml") : target;
      return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Model raw(Path pom) {
    try {
      return new MavenXpp3Reader().read(new ByteArrayInputStream(PomSource.bytes(pom)), false);
    } catch (XmlPullParserException | IOException e) {
      throw GambesonException.badInput("it is no pom: " + firstLine(e.getMessage()), e);
    }
  }

  static String firstLine(@Nullable String message) {
    String line = Objects.requireNonNullElse(message, "").lines().findFirst().orElse("");
    return line.length() > 300 ? line.substring(0, 300) : line;
  }

  private static Optional<String> key(Model raw) {
    String group = raw.getGroupId();
    if (group == null && raw.getParent() != null) {
      group = raw.getParent().getGroupId();
    }
    return group == null || raw.getArtifactId() == null
        ? Optional.empty()
        : Optional.of(group + ":" + raw.getArtifactId());
  }

  /// The poms in the order in which they were found, the root first.
  List<Path> files() {
    return List.copyOf(files);
  }

  /// The file of a module.
  Optional<Path> pom(String group, String artifact) {
    return Optional.ofNullable(poms.get(group + ":" + artifact));
  }

  /// Remembers an effective model.
  void effective(Model model) {
    effective.put(model.getGroupId() + ":" + model.getArtifactId(), model);
  }

  /// Whether an artifact is one of the build's own.
  boolean owns(String group, String artifact) {
    return poms.containsKey(group + ":" + artifact);
  }

  @Override
  public @Nullable Model findModel(Artifact artifact) {
    return effective.get(artifact.getGroupId() + ":" + artifact.getArtifactId());
  }

  @Override
  public WorkspaceRepository getRepository() {
    return repository;
  }

  @Override
  public @Nullable File findArtifact(Artifact artifact) {
    Path pom = poms.get(artifact.getGroupId() + ":" + artifact.getArtifactId());
    return pom != null && artifact.getExtension().equals("pom") ? pom.toFile() : null;
  }

  @Override
  public List<String> findVersions(Artifact artifact) {
    Model model = findModel(artifact);
    return model == null ? List.of() : List.of(model.getVersion());
  }
}
