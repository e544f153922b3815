package dev.gambeson.data.pii.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.admit.Transformation;
import dev.gambeson.data.pii.PiiFinder;
import dev.gambeson.data.pii.PiiOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectionsTest {
  private static final PiiFinder FINDER = PiiFinder.of(PiiOptions.defaults());
  @TempDir Path folder;
  private ProtectionKey key;

  @BeforeEach
  void makeKey() {
    key = ProtectionKey.create(folder.resolve("key"));
  }

  private List<Transformation> all(Map<String, String> methods) {
    return Protections.of(methods, Optional.of(key), FINDER);
  }

  private String changed(String method, String value) {
    Batch batch =
        new Batch(
            List.of("c"),
            List.of(new Cells.Texts(new String[] {value})),
            new long[] {1},
            List.of());
    return all(Map.of("c", method)).getFirst().apply(batch).columns().getFirst().text(0);
  }

  @ParameterizedTest
  @CsvSource({
    "mask,Jane,***",
    "mask,'',''",
    "generalise(year),1980-03-12,1980",
    "generalise(year),12.03.1980,1980",
    "generalise(month),1980-03-12,1980-03",
    "generalise(month),19800312,1980-03",
    "generalise(month),12.03.1980,''",
    "generalise(year),unknown,''",
    "generalise(prefix 3),10115,101*",
    "generalise(prefix 3),10,10",
    "generalise(range 10),37,30-40",
    "generalise(range 10),-3,-10-0",
    "generalise(range 10),Infinity,''",
    "redact,write to jane@example.org now,write to [mail-address] now",
    "redact,nothing here,nothing here"
  })
  void changesCells(String method, String value, String expected) {
    assertThat(changed(method, value)).isEqualTo(expected);
  }

  @Test
  void hashesAreEqualForEqualValuesOfOneDomainOnly() {
    assertThat(changed("hash", "jane")).matches("[0-9a-f]{32}").isEqualTo(changed("hash", "jane"));
    assertThat(changed("hash", "jane")).isNotEqualTo(changed("hash", "john"));
    assertThat(changed("hash(x)", "jane")).isNotEqualTo(changed("hash", "jane"));
    assertThat(changed("hash(c)", "jane")).isEqualTo(changed("hash", "jane"));
  }

  @Test
  void dropLeavesTheColumnOutAndTheRestAlone() {
    Batch batch =
        new Batch(
            List.of("a", "b"),
            List.of(new Cells.Texts(new String[] {"x"}), new Cells.Numbers(new double[] {2})),
            new long[] {1},
            List.of());
    Batch after = all(Map.of("a", "drop")).getFirst().apply(batch);
    assertThat(after.names()).containsExactly("b");
    assertThat(after.columns().getFirst().text(0)).isEqualTo("2");
  }

  @Test
  void descriptionsNameTheKeyWithoutShowingIt() throws IOException {
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put("a", "hash");
    methods.put("b", "tokenise");
    methods.put("c", "tokenise(alphanumeric)");
    String secret = Files.readString(folder.resolve("key")).strip();
    assertThat(all(methods))
        .extracting(Transformation::description)
        .allMatch(d -> d.contains("key " + key.id()))
        .noneMatch(d -> d.contains(secret.substring(0, 8)));
    assertThat(key.toString()).doesNotContain(secret.substring(0, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encrypt",
        "generalise",
        "generalise(decade)",
        "generalise(prefix x)",
        "generalise(range 0)",
        "tokenise(hex)",
        "hash(x"
      })
  void anUnknownMethodIsRefused(String method) {
    assertThatThrownBy(() -> all(Map.of("c", method)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Column 'c'");
  }

  @Test
  void aMissingColumnIsRefusedSoThatNothingGoesUnprotected() {
    Batch batch =
        new Batch(
            List.of("c"), List.of(new Cells.Texts(new String[] {"x"})), new long[] {1}, List.of());
    assertThatThrownBy(() -> all(Map.of("other", "mask")).getFirst().apply(batch))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void hashingNeedsAKey() {
    assertThatThrownBy(() -> Protections.of(Map.of("c", "hash"), Optional.empty(), FINDER))
        .hasMessageContaining("needs a protection key");
  }

  @Test
  void aKeyIsReadBackAndNeverOverwritten() {
    assertThat(ProtectionKey.read(folder.resolve("key")).id()).isEqualTo(key.id());
    assertThatThrownBy(() -> ProtectionKey.create(folder.resolve("key")))
        .hasMessageContaining("not overwritten");
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve("key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> ProtectionKey.read(folder.resolve("key")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00ff", "not a key at all, but a secret"})
  void aFileThatHoldsNoKeyIsRefusedWithoutQuotingIt(String content) throws IOException {
    Path file = folder.resolve("bad");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> ProtectionKey.read(file))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("64 hexadecimal digits")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }
}
