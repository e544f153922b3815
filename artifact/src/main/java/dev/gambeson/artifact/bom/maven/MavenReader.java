package dev.gambeson.artifact.bom.maven;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Scope;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.maven.model.Model;
import org.apache.maven.model.building.ModelBuildingException;
import org.eclipse.aether.AbstractRepositoryListener;
import org.eclipse.aether.RepositoryEvent;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.jspecify.annotations.Nullable;

/// Reads a Maven build: every module, its libraries and theirs, with the versions that Maven itself
/// would choose.
///
/// Guaranteed: nothing is fetched and nothing of the build is run; what the local repository lacks
/// is a gap of the bill. Not guaranteed: build plugins and their libraries, extensions, and
/// profiles that a flag or another machine would switch on.
public final class MavenReader {
  private final Path localRepository;
  private final Function<Path, String> names;
  private final BillBuilder bill;
  private final Set<String> seen = new HashSet<>();

  private MavenReader(Path localRepository, Function<Path, String> names, BillBuilder bill) {
    this.localRepository = localRepository;
    this.names = names;
    this.bill = bill;
  }

  /// Reads a build from its root pom.xml.
  ///
  /// @param names what the bill calls a file
  /// @return every pom.xml that belongs to it
  public static List<Path> read(
      Path pom, Path localRepository, Function<Path, String> names, BillBuilder bill) {
    MavenReader reader = new MavenReader(localRepository, names, bill);
    Reactor reactor;
    try {
      reactor = Reactor.from(pom);
    } catch (GambesonException e) {
      bill.gap(names.apply(pom), "The Maven build cannot be read: " + e.getMessage());
      return List.of(pom);
    }
    reader.read(reactor);
    return reactor.files();
  }

  private void read(Reactor reactor) {
    OfflineSystem supplier = new OfflineSystem();
    OfflineModels models = new OfflineModels(reactor, localRepository);
    try (RepositorySystem system = supplier.get();
        RepositorySystemSession.CloseableSession session =
            OfflineSystem.session(system, localRepository, reactor, new Missing())) {
      List<Module> modules = new ArrayList<>();
      for (Path pom : reactor.files()) {
        try {
          Model model = models.effective(supplier.models(), pom);
          reactor.effective(model);
          modules.add(new Module(pom, model));
        } catch (ModelBuildingException e) {
          bill.gap(
              names.apply(pom),
              "Its effective model cannot be built: %s. Run the build once, so that the local repository has it."
                  .formatted(OfflineModels.reason(e)));
        }
      }
      LocalFiles files = new LocalFiles(system, session, bill);
      modules.forEach(m -> module(m, reactor, system, session, files));
    }
  }

  private record Module(Path pom, Model model) {}

  private void module(
      Module module,
      Reactor reactor,
      RepositorySystem system,
      RepositorySystemSession session,
      LocalFiles files) {
    Model model = module.model();
    String place = names.apply(module.pom());
    bill.project(model.getGroupId() + ":" + model.getArtifactId(), model.getVersion());
    OfflineModels.repositories(model)
        .forEach(r -> {
          boolean central =
              "central".equals(r.getId()) && r.getUrl().startsWith("https://repo.maven");
          if (!central) {
            bill.index(IndexAddress.of(Ecosystem.MAVEN, r.getUrl(), true, "", Place.of(place)));
          }
        });
    Artifact self =
        new DefaultArtifact(model.getGroupId(), model.getArtifactId(), "pom", model.getVersion());
    try {
      ArtifactDescriptorResult described =
          system.readArtifactDescriptor(
              session, new ArtifactDescriptorRequest(self, List.of(), null));
      CollectRequest request =
          new CollectRequest(
              described.getDependencies(), described.getManagedDependencies(), List.of());
      request.setRootArtifact(self);
      DependencyNode root = collect(system, session, request, place);
      new Walk(reactor, files, place).children(root, Bill.ROOT);
    } catch (ArtifactDescriptorException e) {
      bill.gap(place, "Its libraries cannot be listed: " + Reactor.firstLine(e.getMessage()));
    }
  }

  private DependencyNode collect(
      RepositorySystem system,
      RepositorySystemSession session,
      CollectRequest request,
      String place) {
    try {
      return system.collectDependencies(session, request).getRoot();
    } catch (DependencyCollectionException e) {
      bill.gap(place, "Not every library could be followed: " + Reactor.firstLine(e.getMessage()));
      DependencyNode partial = e.getResult().getRoot();
      if (partial == null) {
        throw GambesonException.badInput(place + ": " + Reactor.firstLine(e.getMessage()), e);
      }
      return partial;
    }
  }

  /// Turns the resolver's tree into libraries and edges; a shared node is walked once.
  private final class Walk {
    private final Reactor reactor;
    private final LocalFiles files;
    private final String place;
    private final Set<String> walked = new HashSet<>();

    Walk(Reactor reactor, LocalFiles files, String place) {
      this.reactor = reactor;
      this.files = files;
      this.place = place;
    }

    void children(DependencyNode node, String from) {
      for (DependencyNode child : node.getChildren()) {
        DependencyNode winner = winner(child);
        Dependency dependency = winner.getDependency();
        if (dependency == null) {
          continue;
        }
        Artifact artifact = dependency.getArtifact();
        boolean own = reactor.owns(artifact.getGroupId(), artifact.getArtifactId());
        String to = own ? from : library(dependency, from.equals(Bill.ROOT));
        if (!own) {
          bill.edge(from, to);
        }
        // what a module of the build needs is listed when that module is read
        if (!own && walked.add(to)) {
          children(winner, to);
        }
      }
    }

    private String library(Dependency dependency, boolean direct) {
      Artifact artifact = dependency.getArtifact();
      Library library =
          Library.of(
                  Ecosystem.MAVEN,
                  artifact.getGroupId() + ":" + artifact.getArtifactId(),
                  artifact.getBaseVersion(),
                  scope(dependency),
                  Place.of(place))
              .directly(direct);
      String purl = bill.add(library);
      if (seen.add(purl)) {
        bill.add(files.known(library, artifact));
      }
      return purl;
    }
  }

  private static DependencyNode winner(DependencyNode node) {
    Object winner = node.getData().get(ConflictResolver.NODE_DATA_WINNER);
    return winner instanceof DependencyNode w ? w : node;
  }

  private static Scope scope(Dependency dependency) {
    return switch (dependency.getScope()) {
      case "test" -> Scope.DEVELOPMENT;
      case "provided", "system" -> Scope.OPTIONAL;
      default -> dependency.isOptional() ? Scope.OPTIONAL : Scope.REQUIRED;
    };
  }

  /// Hears of poms that are not there.
  private final class Missing extends AbstractRepositoryListener {
    @Override
    public void artifactDescriptorMissing(RepositoryEvent event) {
      gap(
          event.getArtifact(),
          "Its pom is not in the local repository, so what it needs is unknown. Run the build once.");
    }

    @Override
    public void artifactDescriptorInvalid(RepositoryEvent event) {
      gap(
          event.getArtifact(),
          "Its pom in the local repository cannot be read, so what it needs is unknown.");
    }

    private void gap(@Nullable Artifact artifact, String reason) {
      if (artifact != null) {
        bill.gap(
            artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + artifact.getVersion(),
            reason);
      }
    }
  }
}
