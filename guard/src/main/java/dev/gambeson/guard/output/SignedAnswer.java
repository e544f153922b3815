package dev.gambeson.guard.output;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Answer;
import java.time.Instant;
import java.util.HexFormat;

/// An answer as it left the house, with a signature that says which model gave it to which question
/// and when.
///
/// @param request id of the request
/// @param question SHA-256 of the rows asked ([AnswerSigner#question])
/// @param model the model's name
/// @param version the version that answered
/// @param digest SHA-256 of the model file, hexadecimal
/// @param time when it was signed; whole milliseconds
/// @param answer as it was given to the client
/// @param key which key signed it, see [AnswerSigner#keyId]
/// @param signature 64 bytes
@SuppressWarnings("ArrayRecordComponent") // a signature, passed along
public record SignedAnswer(
    String request,
    String question,
    String model,
    String version,
    String digest,
    Instant time,
    Answer answer,
    String key,
    byte[] signature) {
  public SignedAnswer {
    requireNonNull(request, "request");
    requireNonNull(question, "question");
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(digest, "digest");
    requireNonNull(time, "time");
    requireNonNull(answer, "answer");
    requireNonNull(key, "key");
    signature = signature.clone();
  }

  /// The signature as a header carries it: lower-case hexadecimal.
  public String hex() {
    return HexFormat.of().formatHex(signature);
  }
}
