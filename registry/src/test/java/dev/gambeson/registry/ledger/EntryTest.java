package dev.gambeson.registry.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
  private static final PseudonymKey KEY = PseudonymKey.of(new byte[32]);
  private static final Instant TIME = Instant.parse("2026-11-22T03:40:00.123456Z");
  private static final Actor ANNA = Actor.of("Anna Muster <anna@example.com>");
  private static final Target MODEL = Target.of("model", "fraud/eu@3");

  private static String json(Entry entry) {
    return new String(Recorded.bytes(entry, TIME, KEY), StandardCharsets.US_ASCII);
  }

  @Test
  void theBytesAreCanonicalJsonAndAreReadBack() {
    Entry entry =
        Entry.of(ANNA, "registry.promote", MODEL)
            .with("stage", Detail.token("live"))
            .with("approvals", Detail.number(2))
            .with("forced", Detail.flag(false))
            .with("approver", Detail.person(Actor.of("Bert")))
            .ended(Entry.Outcome.DENIED);
    assertThat(json(entry))
        .isEqualTo(
            "{\"action\":\"registry.promote\",\"actor\":\"%s\",\"details\":{\"approvals\":2,\"approver\":\"%s\",\"forced\":false,\"stage\":\"live\"},\"object\":\"model:fraud/eu@3\",\"outcome\":\"denied\",\"time\":\"2026-11-22T03:40:00.123456Z\",\"v\":1}"
                .formatted(KEY.of(ANNA), KEY.of(Actor.of("Bert"))));
    Recorded written = Recorded.parse(Recorded.bytes(entry, TIME, KEY));
    assertThat(Recorded.parse(written.bytes())).isEqualTo(written);
  }

  @Test
  void namesReachNeitherTheBytesNorALog() {
    Entry entry =
        Entry.of(ANNA, "role.grant", Target.person(Actor.of("Bert Beispiel")))
            .with("by", Detail.person(Actor.of("Carla")));
    assertThat(json(entry) + entry).doesNotContainIgnoringCase("anna", "bert", "carla", "example");
  }

  /// The value was computed with Python's hmac over 32 zero bytes.
  @Test
  void thePseudonymIsTheHmacItIsSaidToBe() {
    assertThat(KEY.of(Actor.of("anna"))).isEqualTo("p:718d198746cdf277638a39e01ec51e27");
    assertThat(KEY.of(Actor.of("bert"))).isNotEqualTo(KEY.of(Actor.of("anna")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "a@b", "a..b", "-a", "a-", "a\"b", "a:b", "a\nb"})
  void freeTextIsNoToken(String text) {
    assertThatThrownBy(() -> Detail.token(text)).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> Entry.of(ANNA, text, MODEL)).isInstanceOf(GambesonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "anna@example.com", "a b", "a\"", "@3", "a@", "a@3@4"})
  void anObjectsNameHasNoRoomForMailAddressesOrText(String name) {
    assertThatThrownBy(() -> Target.of("model", name)).isInstanceOf(GambesonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "hello",
        "{\"action\":\"a\",\"actor\":\"anna\",\"details\":{},\"object\":\"model:x\",\"outcome\":\"denied\",\"time\":\"2026-11-22T03:40:00Z\",\"v\":1}",
        "{\"action\":\"a\",\"actor\":\"p:00000000000000000000000000000000\",\"details\":{\"x\":\"Anna Muster\"},\"object\":\"model:x\",\"outcome\":\"denied\",\"time\":\"2026-11-22T03:40:00Z\",\"v\":1}",
        "{\"action\":\"a\",\"actor\":\"p:00000000000000000000000000000000\",\"details\":{},\"object\":\"model:x\",\"outcome\":\"denied\",\"time\":\"2026-11-22T03:40:00Z\",\"v\":2}"
      })
  void whatTheLedgerWouldNotWriteIsNotReadAsAnEntry(String json) {
    assertThatThrownBy(() -> Recorded.parse(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("no entry");
  }
}
