package dev.gambeson.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {
  private static final int ENTRIES = 300;

  @TempDir private Path folder;
  private Path ledger;
  private Path keys;
  private final List<String> said = new ArrayList<>();

  private TinyCase.Ran run(Object... args) {
    String[] all =
        Stream.concat(Stream.of("ledger"), Arrays.stream(args).map(String::valueOf))
            .toArray(String[]::new);
    TinyCase.Ran ran = TinyCase.run(all);
    said.add(ran.out() + ran.err());
    return ran;
  }

  @BeforeEach
  void makeALedger() {
    ledger = folder.resolve("ledger");
    keys = folder.resolve("keys");
    TinyCase.Ran made = run("init", keys, "--origin", "test.example/ledger");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out()).startsWith("test.example/ledger+");
    append(0, ENTRIES);
  }

  private void append(int from, int to) {
    try (Ledger open = Ledger.open(ledger, LedgerKey.read(keys), Clock.systemUTC())) {
      for (int i = from; i < to; i++) {
        open.appendAsync(
                Entry.of(Actor.of("anna"), "registry.promote", Target.of("model", "fraud@" + i)))
            .join();
      }
    }
  }

  private TinyCase.Ran verify(Object... more) {
    return run(
        Stream.concat(
                Stream.of("verify", ledger, "--key", keys.resolve("vkey")), Arrays.stream(more))
            .toArray());
  }

  private Path bundle() {
    return ledger.resolve("tile/entries/000");
  }

  @Test
  void anUntouchedLedgerPasses() {
    TinyCase.Ran ran = verify("--format", "json");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("{").contains("GB-LED-001", "ledger verify");
  }

  @Test
  void aChangedEntryIsFoundAndNamed() throws Exception {
    byte[] bytes = Files.readAllBytes(bundle());
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("fraud@7", "fraud@8");
    Files.write(bundle(), text.getBytes(StandardCharsets.ISO_8859_1));
    TinyCase.Ran ran = verify("--format", "json");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("Entry 7 does not hash to its leaf");
    assertThat(run("show", ledger, "--from", 7, "--count", 1).code()).isEqualTo(2);
  }

  @Test
  void withoutAKeyItCannotBeTold() {
    assertThat(run("verify", ledger).code()).isEqualTo(2);
  }

  @Test
  void whatIsMissingOrGarbageIsToldInOneMessage() throws Exception {
    TinyCase.Ran absent = run("verify", folder.resolve("absent"));
    assertThat(absent.code()).isEqualTo(4);
    assertThat(absent.err()).contains("does not exist").doesNotContain("\tat ");
    Path garbage = Files.write(folder.resolve("garbage"), new byte[] {0, -1, 10, 43, 10});
    for (String option : List.of("--key", "--against", "--witness")) {
      TinyCase.Ran ran = run("verify", ledger, option, garbage);
      assertThat(ran.code()).as(option).isIn(2, 4);
      assertThat(ran.err()).as(option).isNotBlank().doesNotContain("\tat ");
    }
    assertThat(run("check-proof", garbage, "--key", keys.resolve("vkey")).code()).isEqualTo(2);
    assertThat(run("verify", ledger, "--key", keys.resolve("signing.key")).code()).isEqualTo(4);
  }

  /// From inside, the old state is a sound ledger: only the checkpoint kept elsewhere tells.
  @Test
  void aCheckpointKeptElsewhereShowsATruncatedLedger() throws Exception {
    Path old = folder.resolve("old");
    copy(ledger, old);
    append(ENTRIES, ENTRIES + 5);
    Path kept = folder.resolve("kept.checkpoint");
    assertThat(run("checkpoint", ledger, "--output", kept).code()).isZero();
    assertThat(verify("--against", kept).code()).isZero();
    ledger = old;
    assertThat(verify().code()).isZero();
    TinyCase.Ran ran = verify("--against", kept);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("GB-LED-003");
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void aProofHoldsForWhoHasTheKeyAndNotAfterAChange() throws Exception {
    Path proof = folder.resolve("e41");
    assertThat(run("prove", ledger, "--entry", 41, "--output", proof).code()).isZero();
    TinyCase.Ran holds = run("check-proof", proof, "--key", keys.resolve("vkey"));
    assertThat(holds.code()).as(holds.err()).isZero();
    assertThat(holds.out()).startsWith("{\"index\":41,").contains("model:fraud@41");
    Files.writeString(proof, Files.readString(proof).replace("index 41", "index 40"));
    TinyCase.Ran changed = run("check-proof", proof, "--key", keys.resolve("vkey"));
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.out()).isEmpty();
    assertThat(run("prove", ledger, "--entry", ENTRIES).code()).isEqualTo(4);
  }

  @Test
  void aWitnessCosignsWhatItCanRememberAndNoSecretIsPrinted() throws Exception {
    Path key = folder.resolve("w.key");
    Path state = folder.resolve("seen");
    Path vkey = keys.resolve("vkey");
    String witness = run("witness", key, "--name", "w.example/1").out().strip();
    Object[] again = {"cosign", ledger, "--key", vkey, "--witness-key", key, "--state", state};
    assertThat(run(again).code()).as("no memory").isEqualTo(4);
    TinyCase.Ran first = run(Stream.concat(Stream.of(again), Stream.of("--first")).toArray());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("w.example/1");
    assertThat(verify("--against", state, "--witness", witness).code()).isZero();
    assertThat(verify("--witness", witness).code()).as("not on the ledger's own").isEqualTo(1);
    assertThat(run(again).code()).isZero();
    requireNoSecret(key, keys.resolve("signing.key"), keys.resolve("pseudonym.key"));
  }

  private void requireNoSecret(Path... files) throws Exception {
    for (Path file : files) {
      String line = Files.readAllLines(file).getFirst();
      String secret = line.substring(line.length() - 40);
      assertThat(String.join("\n", said)).doesNotContain(line, secret);
    }
  }
}
