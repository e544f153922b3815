package dev.gambeson.artifact.scan.tensorflow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The messages of TensorFlow's files, by name: which fields they have, and of what kind.
///
/// Kinds: `v` number, `f` four bytes, `s` text or bytes, `p` one number or many packed, `*` a
/// message that is not looked into, else the name of a message.
///
/// Source: tensorflow/core/protobuf and tensorflow/core/framework, version 2.21.
final class Schema {
  private static final String TEXT =
      """
      SavedModel 1v 2MetaGraph
      MetaGraph 1MetaInfo 2Graph 3* 4* 5* 6Asset 7Objects
      MetaInfo 1s 2OpList 3* 4s 5s 6s 7v 8*
      OpList 1OpDef
      OpDef 1s 2* 3* 4* 5s 6s 8* 16v 17v 18v 19v 20s 21v
      Graph 1Node 2Library 3v 4* 5*
      Node 1s 2s 3s 4s 5AttrEntry 6* 7*
      AttrEntry 1s 2Attr
      Attr 1AttrList 2s 3v 4f 5v 6v 7* 8Tensor 9s 10NamedAttrs
      AttrList 2s 3p 4p 5p 6p 7* 8Tensor 9NamedAttrs
      NamedAttrs 1s 2AttrEntry
      Tensor 1v 2* 3v 4s 5p 6p 7p 8s 9p 10p 11p 12p 13p 14* 15* 16p 17p 18s
      Library 1Function 2* 3*
      Function 1Signature 3Node 4* 5AttrEntry 6* 7ArgEntry 8*
      ArgEntry 1v 2ArgAttrs
      ArgAttrs 1AttrEntry
      Signature 1s 2* 3* 4* 5s 6s 8* 16v 17v 18v 19v 20s 21v
      Asset 1* 2s
      Objects 1Object 2*
      Object 1* 3* 4UserObject 5* 6* 7* 8* 9* 10* 11* 12* 13s 14* 15* 16s
      UserObject 1s 2* 3s
      KerasMetadata 1KerasObject
      KerasObject 1v 2v 3s 4s 5s 6*
      Fingerprint 1v 2v 3v 4v 5v 6* 7s
      BundleHeader 1v 2v 3*
      BundleEntry 1v 2* 3v 4v 5v 6f 7*
      """;
  private static final Map<String, Map<Integer, String>> MESSAGES = parse();

  private Schema() {}

  private static Map<String, Map<Integer, String>> parse() {
    Map<String, Map<Integer, String>> messages = new HashMap<>();
    TEXT.lines()
        .forEach(line -> {
          String[] words = line.strip().split(" ", -1);
          Map<Integer, String> fields = new HashMap<>();
          for (int i = 1; i < words.length; i++) {
            int digits = 1;
            while (Character.isDigit(words[i].charAt(digits))) {
              digits++;
            }
            fields.put(Integer.valueOf(words[i].substring(0, digits)), words[i].substring(digits));
          }
          messages.put(words[0], fields);
        });
    return messages;
  }

  /// The kind of a field; empty when the message has none of that number.
  static Optional<String> kind(String message, int field) {
    return Optional.ofNullable(MESSAGES.getOrDefault(message, Map.of()).get(field));
  }

  static boolean isMessage(String kind) {
    return MESSAGES.containsKey(kind);
  }
}
