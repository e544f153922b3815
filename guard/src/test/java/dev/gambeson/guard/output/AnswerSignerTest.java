package dev.gambeson.guard.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Samples;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswerSignerTest {
  private static final KeyPair KEYS = keys();
  private final AnswerSigner signer = new AnswerSigner(KEYS.getPrivate(), KEYS.getPublic());
  private final SignedAnswer signed =
      signer.sign(
          Samples.query(new double[] {1, 30, 0}), "ab12", Samples.binary(0.7f), Samples.NOON);

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAnswerAsItWasSignedIsVerified() {
    assertThat(AnswerSigner.verify(signed, KEYS.getPublic())).isTrue();
    assertThat(signed.hex()).hasSize(128);
  }

  @Test
  void anotherKeyDoesNotVerifyIt() {
    assertThat(AnswerSigner.verify(signed, keys().getPublic())).isFalse();
  }

  private SignedAnswer with(
      String request, String question, String version, long shift, Answer answer) {
    return new SignedAnswer(
        request,
        question,
        signed.model(),
        version,
        signed.digest(),
        signed.time().plusMillis(shift),
        answer,
        signed.key(),
        signed.signature());
  }

  @Test
  void anyChangeIsSeen() {
    List<SignedAnswer> changed =
        List.of(
            with("q2", signed.question(), "v1", 0, signed.answer()),
            with("q1", signed.question().replace('1', '2'), "v1", 0, signed.answer()),
            with("q1", signed.question(), "v2", 0, signed.answer()),
            with("q1", signed.question(), "v1", 1, signed.answer()),
            with("q1", signed.question(), "v1", 0, Samples.binary(0.70001f)),
            with("q1", signed.question(), "v1", 0, signed.answer().labelsOnly()));
    assertThat(changed).noneMatch(a -> AnswerSigner.verify(a, KEYS.getPublic()));
    assertThat(
            AnswerSigner.verify(
                with("q1", signed.question(), "v1", 0, signed.answer()), KEYS.getPublic()))
        .isTrue();
  }

  @Test
  void garbageInPlaceOfASignatureIsNo() {
    SignedAnswer garbage =
        new SignedAnswer(
            signed.request(),
            signed.question(),
            signed.model(),
            signed.version(),
            signed.digest(),
            signed.time(),
            signed.answer(),
            signed.key(),
            new byte[3]);
    assertThat(AnswerSigner.verify(garbage, KEYS.getPublic())).isFalse();
  }

  @Test
  void keysThatDoNotBelongTogetherAreRefused() {
    assertThatThrownBy(() -> new AnswerSigner(KEYS.getPrivate(), keys().getPublic()))
        .hasMessageContaining("do not belong together");
  }
}
