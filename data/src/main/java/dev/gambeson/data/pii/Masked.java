package dev.gambeson.data.pii;

/// How a personal value is shown: never more than what sort of thing it is.
final class Masked {
  private Masked() {}

  /// First letters of a mail address and its top-level domain; of everything else the number of
  /// characters.
  static String of(PiiType type, String value) {
    int at = value.indexOf('@');
    int dot = value.lastIndexOf('.');
    if (type.equals(PiiTypes.MAIL) && at > 0 && dot > at + 1 && value.length() - dot <= 7) {
      return value.charAt(0) + "***@" + value.charAt(at + 1) + "***" + value.substring(dot);
    }
    return value.length() + " characters";
  }
}
