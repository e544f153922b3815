package dev.gambeson.verification;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The plan of the house (docs/PROJECT_STRUCTURE.md), held by tests.
class ArchitectureTest {
  private static final String ROOT = "dev.gambeson.";

  /// What each room may lean on, itself left out.
  private static final Map<String, Set<String>> LEANS_ON =
      Map.ofEntries(
          entry("core", Set.of()),
          entry("data", Set.of("core")),
          entry("artifact", Set.of("core")),
          entry("registry", Set.of("core", "artifact")),
          entry("model", Set.of("core", "artifact")),
          entry("fairness", Set.of("core", "model")),
          entry("explain", Set.of("core", "model")),
          entry("redteam", Set.of("core", "model", "data")),
          entry("guard", Set.of("core")),
          entry("monitor", Set.of("core", "fairness")),
          entry("response", Set.of("core")),
          entry("report", Set.of("core")),
          entry(
              "server",
              Set.of(
                  "core",
                  "artifact",
                  "registry",
                  "model",
                  "explain",
                  "guard",
                  "monitor",
                  "response",
                  "report")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.gambeson");

  private static final DescribedPredicate<JavaClass> GENERATED =
      resideInAnyPackage(
          "..artifact.onnx.proto..", "..server.grpc.proto..", "..report.internal.templates..");

  static Stream<String> rooms() {
    return LEANS_ON.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomLeansOnlyOnRoomsAboveIt(String room) {
    Set<String> allowed = LEANS_ON.get(room);
    String[] others =
        Stream.concat(LEANS_ON.keySet().stream(), Stream.of("cli", "verification", "benchmarks"))
            .filter(r -> !r.equals(room) && !allowed.contains(r))
            .map(r -> ROOT + r + "..")
            .toArray(String[]::new);
    noClasses()
        .that(resideInAPackage(ROOT + room + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .check(CLASSES);
  }

  @Test
  void coreLeansOnNothingButNullnessAnnotationsAndStatistics() {
    noClasses()
        .that(resideInAPackage(ROOT + "core.."))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.apache.commons.statistics..",
                    "org.apache.commons.numbers..",
                    ROOT + "core..")))
        .check(CLASSES);
  }

  @Test
  void heavyNativeLibrariesStayInTheRoomsThatRunModelsAndReadFiles() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage(ROOT + "model..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime.."))
        .check(CLASSES);
  }

  @Test
  void internalPackagesBelongToTheirRoom() {
    List<String> intruders =
        CLASSES.stream()
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .filter(d -> d.getTargetClass().getPackageName().startsWith(ROOT))
            .filter(d -> d.getTargetClass().getPackageName().contains(".internal"))
            .filter(d -> !room(d.getOriginClass()).equals(room(d.getTargetClass())))
            .map(d -> d.getOriginClass().getName() + " -> " + d.getTargetClass().getName())
            .distinct()
            .filter(s -> s.startsWith(ROOT))
            .toList();
    assertThat(intruders).isEmpty();
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : name;
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        CLASSES.stream()
            .filter(DescribedPredicate.not(GENERATED))
            .map(JavaClass::getPackage)
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unmarked).isEmpty();
  }

  @Test
  void onlyTheCommandLineTouchesTheStandardStreams() {
    noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage(ROOT + "cli..", ROOT + "benchmarks..")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void nobodyDeserialisesJavaObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.beans.XMLDecoder")
        .check(CLASSES);
  }

  @Test
  void randomnessIsPassedIn() {
    noClasses()
        .that(DescribedPredicate.not(GENERATED))
        .and()
        // Salts a hash table against crafted collisions; the salt reaches no result.
        .doNotHaveFullyQualifiedName("dev.gambeson.data.internal.read.Words")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void resultsDoNotDependOnTheClock() {
    noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage(ROOT + "cli..", ROOT + "benchmarks..")))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .check(CLASSES);
  }

  @Test
  void nobodyOpensANetworkConnection() {
    noClasses()
        .that(DescribedPredicate.not(GENERATED))
        .and()
        // Tells people about incidents, to hosts that the settings list; serves, and asks upstream
        // servers that the settings name; plays the clients of the demonstration, and those of
        // tests with several gateways, which do not ship.
        .resideOutsideOfPackages(
            ROOT + "response.route..",
            ROOT + "server..",
            ROOT + "cli.serve..",
            ROOT + "testing.nodes..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net.http..")
                .or(
                    DescribedPredicate.describe(
                        "sockets",
                        c ->
                            Set.of(
                                    "java.net.Socket",
                                    "java.net.ServerSocket",
                                    "java.net.URLConnection",
                                    "java.nio.channels.SocketChannel")
                                .contains(c.getName()))))
        .check(CLASSES);
  }
}
