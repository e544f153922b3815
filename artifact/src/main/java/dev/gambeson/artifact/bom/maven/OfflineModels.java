package dev.gambeson.artifact.bom.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.Parent;
import org.apache.maven.model.Repository;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.ModelBuilder;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.apache.maven.model.building.ModelSource2;
import org.apache.maven.model.resolution.ModelResolver;
import org.apache.maven.model.resolution.UnresolvableModelException;

/// Effective models of the project's own poms: parents, properties, managed dependencies and
/// imported BOMs from the build itself and from the local repository. Repositories that poms name
/// are ignored.
final class OfflineModels implements ModelResolver {
  private final Reactor reactor;
  private final Path localRepository;

  OfflineModels(Reactor reactor, Path localRepository) {
    this.reactor = reactor;
    this.localRepository = localRepository;
  }

  /// The effective model of a file.
  Model effective(ModelBuilder builder, Path pom) throws ModelBuildingException {
    ModelBuildingRequest request =
        new DefaultModelBuildingRequest()
            .setModelSource(new PomSource(pom))
            .setModelResolver(this)
            .setSystemProperties(OfflineSystem.properties())
            .setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL)
            .setProcessPlugins(false)
            .setTwoPhaseBuilding(false)
            .setLocationTracking(false);
    return builder.build(request).getEffectiveModel();
  }

  @Override
  public ModelSource2 resolveModel(String group, String artifact, String version)
      throws UnresolvableModelException {
    Path own = reactor.pom(group, artifact).orElse(null);
    if (own != null) {
      return new PomSource(own);
    }
    Path root = localRepository.toAbsolutePath().normalize();
    Path pom =
        root.resolve(group.replace('.', '/'))
            .resolve(artifact)
            .resolve(version)
            .resolve(artifact + "-" + version + ".pom")
            .normalize();
    if (!pom.startsWith(root) || !Files.isRegularFile(pom)) {
      throw new UnresolvableModelException(
          "it is not in the local repository", group, artifact, version);
    }
    return new PomSource(pom);
  }

  @Override
  public ModelSource2 resolveModel(Parent parent) throws UnresolvableModelException {
    return resolveModel(parent.getGroupId(), parent.getArtifactId(), parent.getVersion());
  }

  @Override
  public ModelSource2 resolveModel(Dependency dependency) throws UnresolvableModelException {
    return resolveModel(
        dependency.getGroupId(), dependency.getArtifactId(), dependency.getVersion());
  }

  @Override
  public void addRepository(Repository repository) {}

  @Override
  public void addRepository(Repository repository, boolean replace) {}

  @Override
  public ModelResolver newCopy() {
    return this;
  }

  /// What went wrong, in one line.
  static String reason(ModelBuildingException e) {
    return e.getProblems().stream()
        .map(p -> p.getMessage())
        .map(Reactor::firstLine)
        .findFirst()
        .orElse("unknown problem");
  }

  /// Addresses of repositories that the effective model names beside Maven Central.
  static List<Repository> repositories(Model model) {
    return model.getRepositories().stream().filter(r -> r.getUrl() != null).toList();
  }
}
