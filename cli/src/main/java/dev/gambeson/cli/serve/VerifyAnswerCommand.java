package dev.gambeson.cli.serve;

import dev.gambeson.cli.Printable;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.output.SignedAnswer;
import dev.gambeson.guard.output.SignedAnswer.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checks a signed answer.
@Command(
    name = "verify-answer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Check that a gateway signed this answer, and what it was an answer to; needs no server.",
    description = {
      "",
      "FILE is a response with its header fields, as `curl -i` writes it. The keys are the JSON Web",
      "Key Set of the gateway (/v1/signing-keys, fetched while you trusted it), or keys/answers.pub of",
      "its state, or a PEM. Says nothing about whether the answer is right, or fresh: look at its time.",
      "",
      "Examples:",
      "  curl -si -H \"authorization: Bearer $KEY\" -d @question.json $URL/v1/models/M/predict > a.http",
      "  curl -s $URL/v1/signing-keys > keys.json",
      "  gambeson serve verify-answer a.http --keys keys.json --question question.json",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the signature holds",
      "1:it does not: something was changed, another key signed, or it answers another question",
      "2:a file could not be read",
      "3:the answer is not signed",
      "4:wrong usage"
    })
final class VerifyAnswerCommand implements Callable<Integer> {
  private static final long MOST = 64L << 20;
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  @Parameters(paramLabel = "FILE", description = "the response")
  private Path file = Path.of(".");

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "FILE",
      description = "the gateway's public keys: JSON Web Key Set, DER or PEM")
  private Path keys = Path.of(".");

  @Option(
      names = "--question",
      paramLabel = "FILE",
      description = "body of the request that it must be the answer to")
  private Optional<Path> question = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SignedAnswer answer;
    try {
      answer = SignedAnswer.read(bytes(file));
    } catch (IllegalArgumentException e) {
      throw GambesonException.badInput(file + ": " + e.getMessage(), e);
    }
    PrintWriter err = spec.commandLine().getErr();
    return switch (answer.verify(keys(bytes(keys)))) {
      case Verdict.Unsigned _ ->
          throw GambesonException.nothingExamined(
              file + " has no signature: the class of the client must have `sign: true`.");
      case Verdict.Broken(String why) -> {
        err.println("gambeson: the signature does not hold. " + Printable.line(why));
        yield ExitCode.FINDINGS.code();
      }
      case Verdict.Holds holds -> {
        if (question.isPresent() && !answer.answers(bytes(question.get()))) {
          err.println("gambeson: the signature holds, but it is the answer to another question.");
          yield ExitCode.FINDINGS.code();
        }
        spec.commandLine()
            .getOut()
            .printf(
                "signed %s with key %s%nrequest %s%nmodel %s%n%s%n",
                holds.signed(),
                holds.key(),
                Printable.line(holds.requestId()),
                Printable.line(holds.model()),
                question.isPresent()
                    ? "it is the answer to this question"
                    : "not asked which question it answers: --question says that");
        yield ExitCode.CLEAN.code();
      }
    };
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.size(path) > MOST) {
        throw GambesonException.badInput(path + " has more than 64 MiB.");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The file %s cannot be read: %s.".formatted(path, e.getMessage()), e);
    }
  }

  private List<PublicKey> keys(byte[] content) {
    try {
      String text = new String(content, StandardCharsets.ISO_8859_1);
      if (text.stripLeading().startsWith("{")) {
        return jwks(content);
      }
      if (text.contains("-----BEGIN PUBLIC KEY-----")) {
        String base64 = text.replaceAll("-----[A-Z ]+-----|\\s", "");
        return List.of(key(Base64.getDecoder().decode(base64)));
      }
      return List.of(key(content));
    } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
      throw GambesonException.badInput(
          "%s holds no Ed25519 public key: a JSON Web Key Set, DER or PEM is wanted."
              .formatted(keys),
          e);
    }
  }

  private static List<PublicKey> jwks(byte[] content) throws GeneralSecurityException {
    List<PublicKey> found = new ArrayList<>();
    for (JsonNode jwk : JsonMapper.shared().readTree(content).path("keys")) {
      if (jwk.path("crv").asString("").equals("Ed25519")) {
        byte[] raw = Base64.getUrlDecoder().decode(jwk.path("x").asString(""));
        byte[] x509 = java.util.Arrays.copyOf(PREFIX, PREFIX.length + raw.length);
        System.arraycopy(raw, 0, x509, PREFIX.length, raw.length);
        found.add(key(x509));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no key of Ed25519");
    }
    return found;
  }

  private static PublicKey key(byte[] x509) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
  }
}
