package dev.gambeson.artifact.bom.maven;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.model.building.ModelBuilder;
import org.apache.maven.repository.internal.MavenWorkspaceReader;
import org.eclipse.aether.RepositoryListener;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.spi.connector.RepositoryConnectorFactory;
import org.eclipse.aether.spi.connector.transport.TransporterFactory;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;

/// Maven's resolver without any way out: no connector, no transport, and the classes of neither on
/// the class path.
final class OfflineSystem extends RepositorySystemSupplier {
  @Override
  protected Map<String, TransporterFactory> createTransporterFactories() {
    return Map.of();
  }

  @Override
  protected Map<String, RepositoryConnectorFactory> createRepositoryConnectorFactories() {
    return Map.of();
  }

  /// The builder of effective models.
  ModelBuilder models() {
    return getModelBuilder();
  }

  /// A session over a local repository.
  ///
  /// @param reactor answers for the project's own modules
  /// @param listener hears of artifacts that are missing
  static RepositorySystemSession.CloseableSession session(
      RepositorySystem system,
      Path localRepository,
      MavenWorkspaceReader reactor,
      RepositoryListener listener) {
    // "simple": who an artifact was once fetched from does not matter offline
    return new SessionBuilderSupplier(system)
        .get()
        .withLocalRepositories(new LocalRepository(localRepository, "simple"))
        .setOffline(true)
        .setWorkspaceReader(reactor)
        .setRepositoryListener(listener)
        .setSystemProperties(properties())
        .setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(true, true))
        .setConfigProperty(ConflictResolver.CONFIG_PROP_VERBOSE, true)
        .build();
  }

  /// What profiles and `${...}` may see: fixed values, so that a bill does not depend on the
  /// machine.
  static Properties properties() {
    Properties p = new Properties();
    p.setProperty("java.version", "25");
    p.setProperty("java.specification.version", "25");
    p.setProperty("java.home", "/usr/lib/jvm/default");
    p.setProperty("os.name", "linux");
    p.setProperty("os.arch", "amd64");
    p.setProperty("os.version", "6");
    p.setProperty("os.detected.classifier", "linux-x86_64");
    p.setProperty("os.detected.name", "linux");
    p.setProperty("os.detected.arch", "x86_64");
    p.setProperty("maven.version", "3.9.16");
    p.setProperty("user.home", "/home/user");
    p.setProperty("user.dir", "/");
    p.setProperty("file.separator", "/");
    p.setProperty("path.separator", ":");
    p.setProperty("line.separator", "\n");
    return p;
  }
}
