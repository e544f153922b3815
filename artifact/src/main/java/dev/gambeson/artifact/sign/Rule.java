package dev.gambeson.artifact.sign;

import java.util.List;
import java.util.regex.Pattern;

/// Whose signatures a name needs.
///
/// @param names pattern of names: `*` for any characters, `?` for one
/// @param signers who may sign
/// @param threshold how many different ones must
/// @param postQuantum whether each must give an ML-DSA signature besides the classical one
/// @param signedName whether the name that was signed must fit the pattern too
record Rule(
    String names, List<String> signers, int threshold, boolean postQuantum, boolean signedName) {
  Rule {
    signers = List.copyOf(signers);
  }

  boolean covers(String name) {
    StringBuilder regex = new StringBuilder();
    names
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '*' -> regex.append(".*");
            case '?' -> regex.append('.');
            default -> regex.append(Pattern.quote(Character.toString(c)));
          }
        });
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
