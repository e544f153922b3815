package dev.gambeson.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.ledger.LedgerReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roles are enforced in the library.
class AccessTest {
  private static final Set<Class<?>> FACADES =
      Set.of(Versions.class, Promotions.class, Administration.class, Upkeep.class);

  /// Methods of the registry itself that need nobody: they give out nothing and change nothing.
  private static final Set<String> OPEN =
      Set.of("open", "authenticate", "versions", "promotions", "administration", "upkeep", "close");

  @TempDir Path root;
  private World world;

  @BeforeEach
  void open() throws IOException {
    world = new World(root);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Stream<Method> methods() {
    return FACADES.stream()
        .flatMap(c -> Stream.of(c.getDeclaredMethods()))
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic());
  }

  @Test
  void everyPublicMethodAsksForAPermission() {
    Principal nobody = new Principal("nobody", new Object());
    List<String> open = new ArrayList<>();
    List<Method> all = methods().toList();
    for (Method m : all) {
      assertThat(m.getParameterTypes()[0]).as(m.toString()).isEqualTo(Principal.class);
      long denied = denials();
      if (!refuses(m, nobody) || denials() != denied + 1) {
        open.add(m.toString());
      }
    }
    assertThat(all).hasSizeGreaterThan(25);
    assertThat(open).isEmpty();
  }

  @Test
  void theRegistryItselfHasNoOtherDoor() {
    assertThat(Registry.class.getDeclaredMethods())
        .filteredOn(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
        .extracting(Method::getName)
        .isSubsetOf(OPEN);
    assertThat(Principal.class.getConstructors()).isEmpty();
  }

  private long denials() {
    return world.registry.actions().withLedger(l -> l.size());
  }

  private boolean refuses(Method m, Principal who) {
    Object facade =
        Stream.of(
                world.registry.versions(),
                world.registry.promotions(),
                world.registry.administration(),
                world.registry.upkeep())
            .filter(f -> f.getClass() == m.getDeclaringClass())
            .findFirst()
            .orElseThrow();
    Object[] arguments = Stream.of(m.getParameterTypes()).map(t -> argument(t, who)).toArray();
    try {
      m.invoke(facade, arguments);
      return false;
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof Refused r
          && String.valueOf(r.getMessage()).contains("takes the role");
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private Object argument(Class<?> type, Principal who) {
    return switch (type.getSimpleName()) {
      case "Principal" -> who;
      case "Ref" -> Ref.parse("fraud");
      case "String" -> "fraud";
      case "Stage" -> Stage.LIVE;
      case "Optional" -> Optional.empty();
      case "Set" -> EnumSet.of(Role.AUDITOR);
      case "Path" -> root;
      case "Duration" -> Duration.ZERO;
      case "Progress" -> Progress.silent();
      case "byte[]" -> new byte[1];
      case "boolean" -> false;
      case "Submission" ->
          new Submission("fraud", Kind.MODEL, root, List.of(), new TreeMap<>(), "");
      default -> throw new AssertionError("no argument for " + type);
    };
  }

  @Test
  void whatNoRoleAllowsIsRefusedAndRecordedWithoutTheName() throws IOException {
    var v = world.model("fraud", "weights");

    assertThatThrownBy(() -> world.registry.promotions().revoke(world.mia, v.ref(), "I want to"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("mia may not revoke: that takes the role approver");
    var last = world.registry.actions().withLedger(l -> l.entry(l.size() - 1));
    assertThat(last.action()).isEqualTo("registry.revoke");
    assertThat(last.outcome().id()).isEqualTo("denied");
    assertThat(last.toString()).doesNotContain("mia");
  }

  @Test
  void anAdministratorCanNeitherAddNorPromoteNorApprove() throws IOException {
    var v = world.model("fraud", "weights");

    assertThatThrownBy(
            () -> world.registry.promotions().approve(world.ada, v.ref(), Stage.LIVE, ""))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(
            () -> world.registry.promotions().promote(world.ada, v.ref(), Stage.VERIFIED, ""))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> world.add(world.ada, "x", Kind.MODEL, "y"))
        .isInstanceOf(Refused.class);
  }

  @Test
  void anAuditorSeesRecordsButNoContent() throws IOException {
    world.live(world.model("fraud", "weights"));

    assertThat(world.registry.versions().list(world.otto)).hasSize(1);
    assertThatThrownBy(() ->
            world
                .registry
                .versions()
                .fetch(world.otto, Ref.parse("fraud"), root.resolve("out"), Progress.silent()))
        .isInstanceOf(Refused.class);
    assertThat(root.resolve("out")).doesNotExist();
  }

  @Test
  void aServiceFetchesWhatIsLiveAndNoCandidate() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.model("fraud", "weights 2");

    world
        .registry
        .versions()
        .fetch(world.ci, Ref.parse("fraud@1"), root.resolve("one"), Progress.silent());
    assertThat(root.resolve("one/fraud.bin")).hasContent("weights 1");
    assertThatThrownBy(() ->
            world
                .registry
                .versions()
                .fetch(world.ci, Ref.parse("fraud@2"), root.resolve("two"), Progress.silent()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aUserWhoIsSwitchedOffIsStoppedAtOnce() {
    world.registry.administration().setActive(world.ada, "mia", false);

    assertThatThrownBy(() -> world.registry.versions().list(world.mia)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> world.login("mia")).isInstanceOf(Refused.class);
  }

  @Test
  void aReplacedTokenIsVoid() {
    String old = world.token("mia");
    Token fresh = world.registry.administration().renewToken(world.ada, "mia");

    assertThatThrownBy(() -> world.registry.authenticate(old))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("not valid");
    assertThat(world.registry.authenticate(fresh.reveal()).name()).isEqualTo("mia");
    assertThat(fresh.toString()).doesNotContain(fresh.reveal().substring(24));
  }

  @Test
  void anUnknownUserAndAWrongTokenGetTheSameAnswer() {
    String wrong = world.token("mia").replace(":mia:", ":eve:");

    assertThatThrownBy(() -> world.registry.authenticate(wrong)).hasMessageContaining("not valid");
  }

  @Test
  void theLastAdministratorCannotBeSwitchedOff() {
    assertThatThrownBy(() -> world.registry.administration().setActive(world.ada, "ada", false))
        .hasMessageContaining("last administrator");
    assertThatThrownBy(() ->
            world.registry.administration().setRoles(world.ada, "ada", EnumSet.of(Role.AUDITOR)))
        .hasMessageContaining("last administrator");
  }

  @Test
  void aPrincipalOfAnotherRegistryIsNobodyHere() throws IOException {
    try (World other = new World(root.resolve("other"))) {
      assertThatThrownBy(() -> world.registry.versions().list(other.mia))
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void noTokenIsInTheDatabaseOrTheLedger() throws IOException {
    String secret = world.token("mia").split(":", -1)[2];
    world.registry.close();

    try (Stream<Path> files = java.nio.file.Files.walk(world.folder)) {
      for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
        assertThat(
                new String(
                    java.nio.file.Files.readAllBytes(file),
                    java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret);
      }
    }
    assertThat(LedgerReader.open(world.folder.resolve("ledger")).checkpoint().size()).isPositive();
    world.registry = Registry.open(world.folder, world.around);
  }
}
