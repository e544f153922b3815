package dev.gambeson.artifact.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.artifact.sandbox.Confinement.Tier;
import dev.gambeson.artifact.sandbox.Observation.Event;
import dev.gambeson.artifact.sandbox.Observation.Kind;
import dev.gambeson.artifact.sandbox.Observation.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pickles of protocol 0, written by hand, loaded for real.
@Timeout(90)
class DeepLoadTest {
  @TempDir private Path folder;

  private Observation load(String pickle) throws IOException {
    Path file = folder.resolve("model.pkl");
    Files.write(file, pickle.getBytes(StandardCharsets.ISO_8859_1));
    return load(file, DeepLoad.LIMITS);
  }

  private static Observation load(Path file, Limits limits) {
    assumeTrue(
        Walls.missing(Tier.LANDLOCK, 99).isEmpty(), "this kernel has no landlock to try it with");
    assumeTrue(DeepLoad.python().isPresent(), "there is no python3 to try it with");
    return DeepLoad.load(
        DeepLoad.python().get(), DeepLoad.Loader.PICKLE, file, Sandbox.strict(), limits);
  }

  @Test
  void aHarmlessPickleIsQuiet() throws IOException {
    Observation seen = load("(lp0\nI1\naI2\na.");
    assertThat(seen.state()).as("%s", seen).isEqualTo(State.QUIET);
    assertThat(seen.confinement().confined()).isTrue();
  }

  @Test
  void anOrderedDictIsQuietAndItsGlobalIsNamed() throws IOException {
    Observation seen = load("ccollections\nOrderedDict\n(tR.");
    assertThat(seen.state()).as("%s", seen).isEqualTo(State.QUIET);
    assertThat(seen.events()).contains(new Event(Kind.GLOBAL, "collections OrderedDict"));
  }

  @Test
  void aCommandIsSeenAndDoesNotReachTheMachine() throws IOException {
    Path made = folder.resolve("made");
    Observation seen = load("cos\nsystem\n(S'touch " + made + "'\ntR.");
    assertThat(seen.state()).isEqualTo(State.ACTED);
    assertThat(seen.events()).anyMatch(e -> e.kind() == Kind.SYSTEM && e.what().contains("touch"));
    assertThat(made).doesNotExist();
  }

  @Test
  void aSecondPickleInTheSameFileIsLoadedToo() throws IOException {
    assertThat(load("I1\n.cos\nsystem\n(S'true'\ntR.").state()).isEqualTo(State.ACTED);
  }

  @Test
  void networkFilesAndCodeAreSeen() throws IOException {
    assertThat(load("csocket\ncreate_connection\n((S'127.0.0.1'\nI9\nttR.").events())
        .anyMatch(e -> e.kind() == Kind.NETWORK);
    assertThat(load("cbuiltins\nopen\n(S'/etc/shadow'\ntR.").events())
        .anyMatch(e -> e.kind() == Kind.READ && e.what().contains("shadow"));
    assertThat(load("cbuiltins\nopen\n(S'x'\nS'w'\ntR.").events())
        .anyMatch(e -> e.kind() == Kind.WRITE);
    assertThat(load("cbuiltins\nexec\n(S'1+1'\ntR.").events()).anyMatch(e -> e.kind() == Kind.CODE);
    assertThat(load("cctypes\nCDLL\n(NtR.").events()).anyMatch(e -> e.kind() == Kind.NATIVE);
  }

  @Test
  void aPickleThatEndsTheInterpreterIsNotQuiet() throws IOException {
    assertThat(load("cos\n_exit\n(I0\ntR.").state()).isEqualTo(State.NOT_EXAMINED);
  }

  @Test
  void aPickleThatClosesTheChannelIsNotQuiet() throws IOException {
    assertThat(load("cos\nclose\n(I3\ntR.").state()).isNotEqualTo(State.QUIET);
  }

  @Test
  void aPickleThatForgesTheEndIsNotQuiet() throws IOException {
    assertThat(load("cos\nwrite\n(I3\nc_codecs\nencode\n(S'[\"end\", \"x\"]\\n'\ntRtR.").state())
        .isNotEqualTo(State.QUIET);
  }

  @Test
  void aCrashIsNotQuiet() throws IOException {
    Observation seen = load("cfaulthandler\n_sigsegv\n(tR.");
    assertThat(seen.state()).isEqualTo(State.NOT_EXAMINED);
    assertThat(seen.reason()).contains("signal");
  }

  @Test
  void aKilledLoadIsNotQuiet() throws IOException {
    Path file = Files.writeString(folder.resolve("model.pkl"), "ctime\nsleep\n(I1000\ntR.");
    Observation seen = load(file, DeepLoad.LIMITS.withTime(Duration.ofSeconds(3)));
    assertThat(seen.state()).isEqualTo(State.NOT_EXAMINED);
    assertThat(seen.reason()).contains("wall time");
  }

  @Test
  void aBrokenFileOrAMissingModuleIsNotExamined() throws IOException {
    assertThat(load("(lp0\nI1\na").reason()).contains("could not be loaded");
    Observation seen = load("cno_such_module_here\nModel\n(tR.");
    assertThat(seen.state()).isEqualTo(State.NOT_EXAMINED);
    assertThat(seen.reason()).contains("no_such_module_here");
  }

  @Test
  void nothingIsLoadedWithoutASandbox() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "cos\nsystem\n(S'true'\ntR.");
    assertThat(DeepLoad.pickle(file, Sandbox.unsafe()).reason()).contains("without a sandbox");
  }

  @Test
  void aProgramThatDoesNotWatchIsNotQuiet() throws IOException {
    assumeTrue(
        Walls.missing(Tier.LANDLOCK, 99).isEmpty(), "this kernel has no landlock to try it with");
    Path file = Files.writeString(folder.resolve("x"), "I1\n.");
    Observation seen =
        DeepLoad.load(Path.of("/bin/true"), DeepLoad.Loader.PICKLE, file, Sandbox.strict());
    assertThat(seen.state()).isEqualTo(State.NOT_EXAMINED);
    assertThat(seen.reason()).contains("did not start");
  }
}
