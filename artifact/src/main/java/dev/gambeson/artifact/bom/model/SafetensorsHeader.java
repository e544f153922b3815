package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.bom.Trees;
import dev.gambeson.core.GambesonException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The header of a safetensors file.
final class SafetensorsHeader {
  static final long MAX_HEADER = 64 << 20;

  private SafetensorsHeader() {}

  static void read(Path file, Facts facts) {
    JsonNode header = header(file);
    header
        .path("__metadata__")
        .properties()
        .forEach(e -> metadata(e.getKey(), e.getValue().asString(""), facts));
    SortedSet<String> types = new TreeSet<>();
    long parameters = 0;
    long tensors = 0;
    for (var e : header.properties()) {
      if (e.getKey().equals("__metadata__")) {
        continue;
      }
      tensors++;
      types.add(Trees.text(e.getValue(), "dtype"));
      parameters = saturatedAdd(parameters, elements(e.getValue().path("shape")));
    }
    facts.fact("tensors", Long.toString(tensors));
    facts.fact("parameters", Long.toString(parameters));
    facts.fact("tensor-types", String.join(", ", types));
  }

  private static void metadata(String key, String value, Facts facts) {
    switch (key) {
      case "format" -> facts.set("framework", value);
      case "license", "modelspec.license" -> facts.add("licences", value);
      case "modelspec.title" -> facts.set("title", value);
      case "modelspec.author" -> facts.set("author", value);
      case "modelspec.description" -> facts.set("description", value);
      case "modelspec.architecture" -> facts.set("architecture", value);
      default -> {}
    }
  }

  private static long elements(JsonNode shape) {
    long product = 1;
    for (JsonNode d : shape) {
      long size = Math.max(0, d.asLong(0));
      product = Math.multiplyHigh(product, size) != 0 ? Long.MAX_VALUE : product * size;
      if (product < 0) {
        return Long.MAX_VALUE;
      }
    }
    return product;
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static JsonNode header(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      long length = Long.reverseBytes(new DataInputStream(in).readLong());
      if (length < 2 || length > MAX_HEADER || length > Files.size(file) - 8) {
        throw GambesonException.badInput(
            "its header announces %d bytes, which do not fit.".formatted(length));
      }
      return Trees.json(in.readNBytes((int) length));
    } catch (IOException e) {
      throw GambesonException.badInput("its header cannot be read: " + e.getMessage(), e);
    }
  }
}
