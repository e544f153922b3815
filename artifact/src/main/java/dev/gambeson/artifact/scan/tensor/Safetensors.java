package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Safetensors: eight bytes of header length, a JSON header, tensor data without holes. Nothing in
/// it runs; what is checked is that every tensor lies where its shape says, and the metadata.
///
/// Source: the format's README, huggingface/safetensors (header at most 100 MB, offsets
/// contiguous).
final class Safetensors implements FormatParser {
  private static final int MAX_HEADER = 100_000_000;
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("BOOL", 8),
          Map.entry("F4", 4),
          Map.entry("F6_E2M3", 6),
          Map.entry("F6_E3M2", 6),
          Map.entry("U8", 8),
          Map.entry("I8", 8),
          Map.entry("F8_E5M2", 8),
          Map.entry("F8_E4M3", 8),
          Map.entry("F8_E8M0", 8),
          Map.entry("I16", 16),
          Map.entry("U16", 16),
          Map.entry("F16", 16),
          Map.entry("BF16", 16),
          Map.entry("I32", 32),
          Map.entry("U32", 32),
          Map.entry("F32", 32),
          Map.entry("C64", 64),
          Map.entry("F64", 64),
          Map.entry("I64", 64),
          Map.entry("U64", 64));
  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?i)<script\\b|javascript:|\\bon(?:error|load)\\s*=|__import__\\s*\\(|\\b(?:eval|exec)\\s*\\(|\\bos\\.(?:system|popen)|\\bsubprocess\\b");

  private record Tensor(String name, long from, long to) {}

  @Override
  public String kind() {
    return "safetensors";
  }

  @Override
  public boolean recognises(Input input) {
    return input.size() >= 10
        && input.u8(8) == '{'
        && ((input.i64(0) > 1 && input.i64(0) <= input.size() - 8)
            || input.ending().equals("safetensors"));
  }

  @Override
  public void parse(Input input, Scan scan) {
    long length = input.length64(0);
    if (length > MAX_HEADER) {
      throw new Malformed(
          0, "the header announces %d bytes; the format allows %d".formatted(length, MAX_HEADER));
    }
    JsonNode header = Jsons.tree(input.copy(8, length, MAX_HEADER), 8, scan);
    scan.own(0, 8 + length);
    List<Tensor> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        metadata(entry.getValue(), scan);
      } else {
        tensors.add(tensor(entry.getKey(), entry.getValue()));
      }
    }
    data(input, scan, 8 + length, tensors);
  }

  private static void metadata(JsonNode metadata, Scan scan) {
    for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
      if (!entry.getValue().isString()) {
        throw new Malformed(8, "metadata must map texts to texts");
      }
      String text = entry.getValue().stringValue();
      scan.text(8, text);
      if (SCRIPT.matcher(text).find()) {
        scan.flag(
            Rules.BUNDLED,
            Severity.MEDIUM,
            8,
            "script in metadata",
            "A metadata value contains a script; model hubs and tools that show it may run it.");
      }
    }
  }

  private static Tensor tensor(String name, JsonNode node) {
    JsonNode offsets = node.path("data_offsets");
    if (offsets.size() != 2
        || !offsets.get(0).isIntegralNumber()
        || !offsets.get(1).isIntegralNumber()) {
      throw new Malformed(8, "a tensor without data_offsets");
    }
    long from = exact(offsets.get(0));
    long to = exact(offsets.get(1));
    Integer bits = BITS.get(node.path("dtype").asString(""));
    if (bits == null) {
      throw new Malformed(8, "a tensor of an unknown dtype");
    }
    long size = bits;
    for (JsonNode dimension : node.path("shape")) {
      long d = exact(dimension);
      size = d == 0 ? 0 : multiply(size, d);
    }
    if (from > to || to - from != size / 8 || size % 8 != 0) {
      throw new Malformed(
          8, "a tensor lies from %d to %d, but its shape takes %d bits".formatted(from, to, size));
    }
    return new Tensor(name, from, to);
  }

  private static long exact(JsonNode number) {
    if (!number.canConvertToLong() || number.longValue() < 0) {
      throw new Malformed(8, "an offset or dimension that is no length");
    }
    return number.longValue();
  }

  private static long multiply(long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new Malformed(8, "a shape beyond any file");
    }
  }

  private static void data(Input input, Scan scan, long start, List<Tensor> tensors) {
    tensors.sort(Comparator.comparingLong(Tensor::from).thenComparingLong(Tensor::to));
    long at = 0;
    for (Tensor tensor : tensors) {
      if (tensor.from() < at) {
        throw new Malformed(start + tensor.from(), "two tensors overlap");
      }
      if (tensor.to() > input.size() - start) {
        throw new Malformed(
            start + tensor.from(),
            "a tensor ends at byte %d of %d".formatted(tensor.to(), input.size() - start));
      }
      scan.own(start + tensor.from(), start + tensor.to());
      at = Math.max(at, tensor.to());
    }
  }
}
