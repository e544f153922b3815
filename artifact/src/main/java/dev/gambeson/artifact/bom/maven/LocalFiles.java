package dev.gambeson.artifact.bom.maven;

import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.DependencyRules;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Digests;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Licences;
import dev.gambeson.artifact.bom.Remark;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.LocalArtifactRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;

/// What the local repository knows of an artifact: its file's hashes, where it came from, its
/// licences.
final class LocalFiles {
  private static final int MAX_SIDE_FILE = 1 << 16;
  private final RepositorySystem system;
  private final RepositorySystemSession session;
  private final BillBuilder bill;

  LocalFiles(RepositorySystem system, RepositorySystemSession session, BillBuilder bill) {
    this.system = system;
    this.session = session;
    this.bill = bill;
  }

  /// The library with what is known of its file.
  Library known(Library library, Artifact artifact) {
    Path jar =
        session
            .getLocalRepositoryManager()
            .find(session, new LocalArtifactRequest(artifact, List.of(), null))
            .getPath();
    Library licensed = library.licensed(licences(artifact));
    if (jar == null || !Files.isRegularFile(jar)) {
      bill.gap(
          library.name() + ":" + library.version(),
          "Its file is not in the local repository, so its hash is unknown. Run the build once.");
      return licensed;
    }
    try {
      List<Digest> digests = Digests.of(jar, "SHA-1", "SHA-256", "SHA-512");
      compare(library, jar, digests);
      return licensed.hashed(digests.stream().filter(Digest::isStrong).toList()).from(origin(jar));
    } catch (IOException e) {
      bill.gap(library.name(), "Its file in the local repository cannot be read.");
      return licensed;
    }
  }

  private void compare(Library library, Path jar, List<Digest> digests) throws IOException {
    Path recorded = jar.resolveSibling(jar.getFileName() + ".sha1");
    if (!Files.isRegularFile(recorded) || Files.size(recorded) > MAX_SIDE_FILE) {
      return;
    }
    String first = Files.readString(recorded).strip().split("\\s+", 2)[0];
    Optional<Digest> expected = Digest.hex("SHA-1", first);
    if (expected.isPresent() && !digests.contains(expected.get())) {
      bill.remark(
          new Remark(
              DependencyRules.MISMATCH,
              Severity.CRITICAL,
              library.purl(),
              "Hash mismatch",
              "%s in the local repository has SHA-1 %s; the file beside it records %s."
                  .formatted(jar.getFileName(), hex(digests), expected.get().hex()),
              library.declared()));
    }
  }

  private static String hex(List<Digest> digests) {
    return digests.stream()
        .filter(d -> d.algorithm().equals("SHA-1"))
        .map(Digest::hex)
        .findFirst()
        .orElse("");
  }

  /// The id of the repository that Maven noted; empty when it noted none.
  private static String origin(Path jar) throws IOException {
    Path noted = jar.resolveSibling("_remote.repositories");
    if (!Files.isRegularFile(noted) || Files.size(noted) > MAX_SIDE_FILE) {
      return "";
    }
    String prefix = jar.getFileName() + ">";
    return Files.readAllLines(noted).stream()
        .filter(l -> l.startsWith(prefix) && l.endsWith("="))
        .map(l -> l.substring(prefix.length(), l.length() - 1))
        .filter(id -> !id.isEmpty())
        .sorted()
        .findFirst()
        .orElse("");
  }

  private List<String> licences(Artifact artifact) {
    try {
      Map<String, Object> properties =
          system
              .readArtifactDescriptor(
                  session, new ArtifactDescriptorRequest(artifact, List.of(), null))
              .getProperties();
      int count = properties.get("license.count") instanceof Integer n ? n : 0;
      List<String> names = new ArrayList<>();
      for (int i = 0; i < Math.min(count, 16); i++) {
        Object name = properties.get("license." + i + ".name");
        if (name != null) {
          names.add(Licences.spdx(String.valueOf(name)));
        }
      }
      return names.stream().distinct().toList();
    } catch (ArtifactDescriptorException e) {
      return List.of(); // the missing pom is a gap already
    }
  }
}
