package dev.gambeson.artifact.sign.oms;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the checks of a signature ask.
final class SignatureInfos {
  private static final String SOURCE = "OpenSSF Model Signing v1.0";
  private static final List<String> REFS = List.of("ML06:2023", "AML.T0010.003");

  static final CheckInfo GENUINE =
      info(
          "GB-SIG-001",
          "Signature fits",
          "Is there a signature, and does it fit what it signs?",
          "A signature that does not fit was damaged or changed after signing, or belongs to something else.",
          "DSSE v1.0 signatures (ECDSA on P-256, P-384, P-521; in envelopes of our own also Ed25519 and ML-DSA-65) are checked over the exact bytes of the in-toto statement; the statement must be an OMS v1.0 manifest whose root digest is that of its files ("
              + SOURCE
              + ", 8.2 and 8.3).",
          "When nothing says which key was used, it cannot tell a damaged signature from one made with a key that it does not know.",
          "Get the model and its signature again from where it was signed. If they are the same there, have it signed again, and find out who changed it.",
          Severity.CRITICAL);

  static final CheckInfo KNOWN =
      info(
          "GB-SIG-002",
          "Signer trusted",
          "Is every signature made by somebody whom the trust policy names, with a key or certificate that is still good?",
          "Anybody can sign anything: a signature says who vouches, and only the policy says whether that counts.",
          "Keys are compared with the policy's; certificates must be valid now, allow digital signatures (and code signing, if they limit their purpose), and lead to a root of the policy (RFC 5280); revoked keys, certificates and contents of the policy are refused ("
              + SOURCE
              + ", 8.2).",
          "It does not ask certificate authorities for revocations (nothing here uses the network), and does not know when something was signed: what is revoked or expired now is refused even if it was good then.",
          "If the signer is to be trusted, add the key or certificate to the trust policy. If a certificate expired, have the model signed again.",
          Severity.CRITICAL);

  static final CheckInfo ENOUGH =
      info(
          "GB-SIG-003",
          "Enough signers",
          "Have as many different signers signed as the trust policy asks for?",
          "One stolen key, or one person, must not be enough to bring a model into production.",
          "The first rule of the policy that covers the model's name decides. Signers are counted, not signatures: one key counts once, two keys of one signer count once, and with `post-quantum: true` a signer counts only with both a classical and an ML-DSA-65 signature. All must have signed the same list of files.",
          "It cannot see that two signers are one person, or share a machine.",
          "Have the others sign with `gambeson sign --add`, or look at the rule in the trust policy.",
          Severity.CRITICAL);

  static final CheckInfo UNCHANGED =
      info(
          "GB-SIG-004",
          "Files unchanged",
          "Is every signed file there, under its name, with the content that was signed?",
          "A single changed byte can be a backdoor; a missing file can make a loader fall back to another.",
          "Every listed file is read once and its SHA-256 compared with the signed one ("
              + SOURCE
              + ", 8.4).",
          "It compares the files as they are while it reads them; whoever can write to the folder can change them afterwards.",
          "Get the files again from where they were signed. If the change was meant, have the model signed again.",
          Severity.CRITICAL);

  static final CheckInfo NOTHING_ELSE =
      info(
          "GB-SIG-005",
          "Nothing unsigned",
          "Is nothing there but what was signed?",
          "Loaders take what they find: a file that was put beside the signed ones can be loaded in their place.",
          "Every regular file that is neither listed, nor left out by the signers or by --ignore, is a finding; so is every symbolic link, pipe and device ("
              + SOURCE
              + ", 8.4 and 8.5).",
          "Empty folders, permissions and times are not covered by a signature. With --ignore-unsigned only the listed files are looked at.",
          "Remove the file. If it belongs to the model, have the model signed again with it.",
          Severity.HIGH);

  static final CheckInfo PORTABLE =
      info(
          "GB-SIG-006",
          "Names portable",
          "Does every signed name mean the same file on every system?",
          "Two names that differ only in case are one file on Windows and macOS: what is loaded there is not what was verified here.",
          "Signed names are compared after Unicode normalisation and case folding, and looked up among the names that Windows reserves or cannot hold.",
          "It knows the rules of Windows and macOS in general, not the settings of a particular file system.",
          "Rename the files and have the model signed again.",
          Severity.MEDIUM);

  static final List<CheckInfo> ALL =
      List.of(GENUINE, KNOWN, ENOUGH, UNCHANGED, NOTHING_ELSE, PORTABLE);

  private SignatureInfos() {}

  private static CheckInfo info(
      String id,
      String title,
      String question,
      String why,
      String how,
      String limits,
      String fix,
      Severity severity) {
    return new CheckInfo(id, title, question, why, how, limits, fix, severity, REFS, List.of());
  }
}
