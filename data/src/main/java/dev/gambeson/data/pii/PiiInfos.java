package dev.gambeson.data.pii;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the checks of personal data ask.
final class PiiInfos {
  private static final List<String> REFS = List.of("ML04:2023", "AML.T0024.000");
  private static final CheckInfo.Parameter MIN_SHARE =
      new CheckInfo.Parameter(
          "min-share",
          0.1,
          0.001,
          1,
          "share of a column's cells that must be of a kind; half of it where the column is named like it");
  private static final CheckInfo.Parameter MAX_SHARE =
      new CheckInfo.Parameter("max-share", 0, 0, 1, "largest share of rows that may hold any");
  private static final String HOW =
      "Every cell is looked at, or one row in so many, chosen by the hash of its number; the result says which. Identifiers are recognised by form and check digits, and by words in the name of the column or within 50 characters before and 25 after (after Amazon Macie's rule). A column is of a kind when the lower end of the Wilson interval of its share reaches the limit and, where chance could pass the check digits, the cells pass far more often than chance.";
  private static final String LIMITS =
      "Names and addresses are found by lists and forms of ten languages only. Identifiers without check digits (passports, driving licences, undashed US SSNs) are found only where a word names them. Encoded, encrypted or misspelled values, pictures and sound are not looked into.";

  static final CheckInfo COLUMNS =
      new CheckInfo(
          "GB-PII-001",
          "Personal data in columns",
          "Which columns hold values that name or reach a person?",
          "A model remembers part of what it is trained on; names, numbers and addresses come out of it again, and rows can be told to have been in its training set.",
          HOW,
          LIMITS,
          "Drop the column, or mask, hash or tokenise it on admission; list it as expected where it must stay.",
          Severity.HIGH,
          REFS,
          List.of(MIN_SHARE));

  static final CheckInfo SPECIAL =
      new CheckInfo(
          "GB-PII-002",
          "Special categories",
          "Does the table speak of health, belief, origin, politics or sexuality?",
          "Article 9 GDPR forbids to process these without a ground of its own; a model that learns from them can give them away or decide by them.",
          HOW
              + " Words of health are looked up in ten languages; ICD-10 codes need a word that names them.",
          LIMITS
              + " Beliefs, origin, politics and sexuality are recognised by names of columns only.",
          "Establish the legal ground, or drop the column; list it as expected where it must stay.",
          Severity.HIGH,
          REFS,
          List.of(MIN_SHARE, MAX_SHARE));

  static final CheckInfo CREDENTIALS =
      new CheckInfo(
          "GB-PII-003",
          "Credentials and keys",
          "Does any cell hold a password, a token or a private key?",
          "A key in training data is a key given to everyone who can ask the model or read the data set.",
          "The forms of keys of common services, private keys, tokens, passwords in addresses, and random values given to names like password. Cells of columns named like passwords.",
          "Passwords without a form and without a telling name are not found. Examples that vendors publish are passed over.",
          "Revoke the credential now, then remove it from the data and from every version of it.",
          Severity.CRITICAL,
          List.of("AML.T0024.000"),
          List.of(MAX_SHARE));

  static final CheckInfo TEXTS =
      new CheckInfo(
          "GB-PII-006",
          "Personal data inside texts and stray cells",
          "Do cells of other columns hold personal data: in comments, notes, descriptions?",
          "Free text is where personal data goes unnoticed, and what language models learn by heart.",
          HOW,
          LIMITS,
          "Mask the column on admission, or hold back the rows.",
          Severity.MEDIUM,
          REFS,
          List.of(MIN_SHARE, MAX_SHARE));

  private PiiInfos() {}
}
