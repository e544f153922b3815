package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.List;
import java.util.Optional;

/// Formats that are recognised and not read: the report says which, and what that means, instead of
/// calling them unknown.
final class Foreign implements FormatParser {
  private record Kind(String id, String words, int at, String magic) {}

  private static final String MODEL = "a model format that the scanner does not read";
  private static final String ARCHIVE = "an archive that the scanner does not unpack";
  private static final String DOCUMENT = "a document that can hold scripts; it is not read";
  private static final String DATA = "a data file whose inside is not read";
  private static final List<Kind> KINDS =
      List.of(
          kind("pdf", DOCUMENT, 0, "%PDF-"),
          kind(
              "ole2",
              "an Office document or installer, which can hold macros; it is not read",
              0,
              "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
          kind("rtf", DOCUMENT, 0, "{\\rtf"),
          kind("rar", ARCHIVE, 0, "Rar!\u001a\u0007"),
          kind("lz4", ARCHIVE, 0, "\u0004\"M\u0018"),
          kind("zstd", ARCHIVE, 0, "(\u00b5/\u00fd"),
          kind("ar", ARCHIVE, 0, "!<arch>\n"),
          kind("cab", ARCHIVE, 0, "MSCF\0\0\0\0"),
          kind("squashfs", ARCHIVE, 0, "hsqs"),
          kind("xar", ARCHIVE, 0, "xar!"),
          kind("cpio", ARCHIVE, 0, "070701"),
          kind("rpm", ARCHIVE, 0, "\u00ed\u00ab\u00ee\u00db"),
          kind("lzip", ARCHIVE, 0, "LZIP"),
          kind("snappy", ARCHIVE, 0, "\u00ff\u0006\0\0sNaPpY"),
          kind("iso9660", ARCHIVE, 0x8001, "CD001"),
          kind("catboost", "a CatBoost model; its trees are not read", 0, "CBM1"),
          kind(
              "xgboost-binary",
              "a model in XGBoost's old binary format, which cannot be checked; save it again as JSON",
              0,
              "binf"),
          kind("ggml", MODEL, 0, "lmgg"),
          kind("ggml", MODEL, 0, "tjgg"),
          kind("ggml", MODEL, 0, "fmgg"),
          kind("ncnn", MODEL, 0, "7767517\n"),
          kind("rknn", MODEL, 0, "RKNN"),
          kind("tensorrt", MODEL, 0, "ftrt"),
          kind("tensorrt", MODEL, 0, "ptrt"),
          kind("avro", DATA, 0, "Obj\u0001"),
          kind("orc", DATA, 0, "ORC"),
          kind("lmdb", DATA, 16, "\u00de\u00c0\u00ef\u00be"),
          kind("pcap", DATA, 0, "\u00d4\u00c3\u00b2\u00a1"),
          kind("ogg", DATA, 0, "OggS\0"),
          kind("flac", DATA, 0, "fLaC"),
          kind("mp3", DATA, 0, "ID3"),
          kind("mp4", DATA, 4, "ftyp"),
          kind("matroska", DATA, 0, "\u001aE\u00df\u00a3"),
          kind("tiff", DATA, 0, "II*\0"),
          kind("tiff", DATA, 0, "MM\0*"),
          kind("icon", DATA, 0, "\0\0\u0001\0\u0001\0"),
          kind("font", DATA, 0, "\0\u0001\0\0\0"),
          kind("font", DATA, 0, "OTTO"),
          kind("font", DATA, 0, "wOFF"),
          kind("font", DATA, 0, "wOF2"),
          kind("gettext", DATA, 0, "\u00de\u0012\u0004\u0095"),
          kind("pgp", "encrypted or signed data", 0, "\u0085\u0001"),
          kind("luks", "an encrypted disk", 0, "LUKS\u00ba\u00be"),
          kind("age", "an encrypted file", 0, "age-encryption.org/"),
          kind("openssl", "an encrypted file", 0, "Salted__"));

  private static Kind kind(String id, String words, int at, String magic) {
    return new Kind(id, words, at, magic);
  }

  @Override
  public String kind() {
    return "foreign";
  }

  @Override
  public boolean isFallback() {
    return true;
  }

  @Override
  public String family() {
    return "text"; // one of the fallbacks reads a file
  }

  private static Optional<Kind> find(Input input) {
    return KINDS.stream().filter(kind -> input.matches(kind.at(), kind.magic())).findFirst();
  }

  @Override
  public boolean recognises(Input input) {
    return find(input).isPresent();
  }

  @Override
  public void parse(Input input, Scan scan) {
    scan.ownAll();
    find(input)
        .ifPresent(kind -> {
          scan.kind(kind.id());
          scan.unread(
              Rules.NOT_EXAMINED,
              0,
              "format that is not read",
              "The file is %s (%s): nothing is known about what it does."
                  .formatted(kind.words(), kind.id()));
        });
  }
}
