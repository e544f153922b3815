package dev.gambeson.guard.output;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An answer as a gateway sent it, with its signature (RFC 9421, Ed25519; digests of RFC 9530).
///
/// Guaranteed: [Verdict.Holds] is given only if the owner of one of the keys signed exactly this
/// status, body, request id, digest of the question, model and time. NOT guaranteed: that the
/// answer is right, that it is fresh (look at [Verdict.Holds#signed]), or that it answers your
/// question (ask [#answers]). Header fields that the signature does not cover mean nothing.
public final class SignedAnswer {
  private static final int MOST_FIELDS = 200;
  private static final String MEMBER = "(?:^|,)[ \\t]*gambeson=";
  private static final Pattern INPUT =
      Pattern.compile(
          MEMBER
              + "(\\(((?:\"[a-z0-9@-]{1,64}\" ?){1,20})\\)((?:;[a-z]{1,16}=(?:[0-9]{1,15}|\"[^\"\\\\,]{0,128}\")){0,8}))[ \\t]*(?:,|$)");
  private static final Pattern SIGNATURE =
      Pattern.compile(MEMBER + ":([A-Za-z0-9+/=]{1,128}):[ \\t]*(?:,|$)");
  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");
  private static final Set<String> NEEDED =
      Set.of(
          "@status",
          "content-digest",
          "x-gambeson-request-id",
          "x-gambeson-question",
          "x-gambeson-model");

  private final int status;
  private final Map<String, List<String>> fields = new TreeMap<>();
  private final byte[] body;

  /// What is to be thought of it.
  public sealed interface Verdict {
    /// The signature holds.
    ///
    /// @param signed when the gateway says that it signed
    /// @param key id of the key
    /// @param requestId under which the gateway's ledger has the decision
    /// @param model name, version and digest of what answered
    record Holds(Instant signed, String key, String requestId, String model) implements Verdict {}

    /// The signature does not hold: something was changed, or somebody else signed.
    ///
    /// @param why one sentence
    record Broken(String why) implements Verdict {}

    /// There is no signature of a gateway.
    record Unsigned() implements Verdict {}
  }

  private record Claim(String parameters, List<String> covered, Map<String, String> said) {}

  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String why) {
      super(why);
    }
  }

  /// @param status of the response
  /// @param fields header fields, names in any case; more than one value of a name in their order
  /// @param body exactly as it came, decoded from any transfer coding
  /// @throws IllegalArgumentException when there are more than 200 fields
  public SignedAnswer(int status, Map<String, List<String>> fields, byte[] body) {
    if (fields.size() > MOST_FIELDS) {
      throw new IllegalArgumentException(
          "The response has %d header fields; at most %d are read."
              .formatted(fields.size(), MOST_FIELDS));
    }
    this.status = status;
    fields.forEach((name, values) ->
        this.fields
            .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .addAll(values));
    this.body = body.clone();
  }

  /// The id of a key, as gateways name theirs: the first 16 digits of the SHA-256 of its X.509
  /// form.
  public static String id(PublicKey key) {
    return Sha256.of(requireNonNull(key.getEncoded(), "a key that can be written"))
        .substring(0, 16);
  }

  /// Checks the signature.
  ///
  /// @param keys Ed25519 keys of gateways that are trusted
  public Verdict verify(List<PublicKey> keys) {
    Optional<String> input = field("signature-input");
    Optional<String> signature = field("signature");
    if (input.isEmpty() && signature.isEmpty()) {
      return new Verdict.Unsigned();
    }
    try {
      Claim claim = claim(input.orElse(""));
      byte[] signed = signature(signature.orElse(""));
      requireBody();
      PublicKey key = key(keys, claim.said().getOrDefault("keyid", ""));
      if (!holds(key, base(claim), signed)) {
        throw new Wrong("The signature does not fit status, fields and key.");
      }
      return new Verdict.Holds(
          Instant.ofEpochSecond(Long.parseLong(claim.said().getOrDefault("created", "0"))),
          id(key),
          field("x-gambeson-request-id").orElse(""),
          field("x-gambeson-model").orElse(""));
    } catch (Wrong e) {
      return new Verdict.Broken(String.valueOf(e.getMessage()));
    }
  }

  /// Whether it is the answer to this request body. Says something only about an answer whose
  /// signature holds.
  public boolean answers(byte[] question) {
    return field("x-gambeson-question").filter(digest(question)::equals).isPresent();
  }

  private Optional<String> field(String name) {
    List<String> values = fields.getOrDefault(name, List.of());
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", values.stream().map(String::strip).toList()));
  }

  private static Claim claim(String input) throws Wrong {
    Matcher m = INPUT.matcher(input);
    if (input.length() > 2_000 || !m.find()) {
      throw new Wrong("Signature-Input has no member `gambeson` that can be read.");
    }
    List<String> covered = new ArrayList<>();
    Matcher names = NAME.matcher(m.group(2));
    while (names.find()) {
      covered.add(names.group(1));
    }
    if (!covered.containsAll(NEEDED) || new HashSet<>(covered).size() != covered.size()) {
      throw new Wrong(
          "The signature must cover %s, each once.".formatted(NEEDED.stream().sorted().toList()));
    }
    Map<String, String> said = new TreeMap<>();
    for (String pair : m.group(3).split(";", -1)) {
      int eq = pair.indexOf('=');
      if (eq > 0
          && said.put(pair.substring(0, eq), pair.substring(eq + 1).replace("\"", "")) != null) {
        throw new Wrong("Signature-Input says something twice.");
      }
    }
    if (!"ed25519".equals(said.get("alg")) || !said.getOrDefault("created", "").matches("[0-9]+")) {
      throw new Wrong("The signature must be of Ed25519 and say when it was made.");
    }
    return new Claim(m.group(1), covered, said);
  }

  private static byte[] signature(String text) throws Wrong {
    Matcher m = SIGNATURE.matcher(text);
    try {
      if (text.length() <= 2_000 && m.find()) {
        return Base64.getDecoder().decode(m.group(1));
      }
    } catch (IllegalArgumentException e) {
      throw new Wrong("The field Signature is no base64.");
    }
    throw new Wrong("The field Signature has no member `gambeson` that can be read.");
  }

  private void requireBody() throws Wrong {
    if (field("content-digest").filter(digest(body)::equals).isEmpty()) {
      throw new Wrong("The body is not the one that Content-Digest speaks of.");
    }
  }

  private static PublicKey key(List<PublicKey> keys, String id) throws Wrong {
    return keys.stream()
        .filter(k -> id(k).equals(id))
        .findFirst()
        .orElseThrow(() -> new Wrong("It was signed with a key that is not among those given."));
  }

  private String base(Claim claim) throws Wrong {
    StringBuilder base = new StringBuilder();
    for (String name : claim.covered()) {
      String value =
          name.equals("@status")
              ? Integer.toString(status)
              : field(name).orElseThrow(() -> new Wrong("The field %s is away.".formatted(name)));
      base.append('"').append(name).append("\": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(claim.parameters()).toString();
  }

  private static boolean holds(PublicKey key, String base, byte[] signed) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(base.getBytes(StandardCharsets.UTF_8));
      return ed25519.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of the wrong length, or no key of Ed25519
    }
  }

  private static String digest(byte[] bytes) {
    MessageDigest sha = Sha256.digest();
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha.digest(bytes)) + ":";
  }

  /// Reads what `curl -i` wrote: the last response's head, an empty line, and the body.
  ///
  /// @throws IllegalArgumentException when it is no such thing; the message says why
  public static SignedAnswer read(byte[] file) {
    int start = 0;
    while (true) {
      int end = headEnd(file, start);
      String head = new String(file, start, end - start, StandardCharsets.ISO_8859_1);
      String[] lines = head.split("\r?\n", -1);
      Matcher first = Pattern.compile("HTTP/[0-9.]+ ([1-5][0-9]{2})(?: .*)?").matcher(lines[0]);
      if (!first.matches()) {
        throw new IllegalArgumentException(
            "This is no response with its header fields: it must begin as `curl -i` writes it, with a line such as HTTP/1.1 200 OK.");
      }
      start = end;
      boolean another =
          start + 5 <= file.length
              && new String(file, start, 5, StandardCharsets.ISO_8859_1).equals("HTTP/");
      if (!another) {
        byte[] body = Arrays.copyOfRange(file, start, file.length);
        return new SignedAnswer(Integer.parseInt(first.group(1)), fields(lines), body);
      }
    }
  }

  /// Where the body begins.
  private static int headEnd(byte[] file, int start) {
    for (int i = start; i < Math.min(file.length, start + (1 << 16)); i++) {
      if (file[i] == '\n' && i + 1 < file.length) {
        if (file[i + 1] == '\n') {
          return i + 2;
        }
        if (file[i + 1] == '\r' && i + 2 < file.length && file[i + 2] == '\n') {
          return i + 3;
        }
      }
    }
    throw new IllegalArgumentException(
        "This is no response with its header fields: no empty line ends them within 64 KiB.");
  }

  private static Map<String, List<String>> fields(String[] lines) {
    Map<String, List<String>> fields = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        fields
            .computeIfAbsent(
                lines[i].substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(lines[i].substring(colon + 1).strip());
      }
    }
    return fields;
  }
}
