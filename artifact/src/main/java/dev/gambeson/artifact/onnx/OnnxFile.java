package dev.gambeson.artifact.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// One ONNX file, read once into private memory: what is hashed, checked and run are the same
/// bytes.
///
/// Guaranteed: the whole file is a protobuf message along the ONNX definitions, within the limits,
/// and no other file was opened. Not guaranteed: that the graph makes sense, or is harmless; ask
/// [dev.gambeson.artifact.ArtifactChecks].
public final class OnnxFile {
  private final String name;
  private final MemorySegment bytes;
  private final ModelProto model;
  private final WireFacts facts;

  private OnnxFile(String name, MemorySegment bytes, ModelProto model, WireFacts facts) {
    this.name = name;
    this.bytes = bytes;
    this.model = model;
    this.facts = facts;
  }

  /// Reads a file within the default limits.
  ///
  /// @throws GambesonException when it is absent, a folder, too large, truncated or not ONNX
  public static OnnxFile read(Path file) {
    return read(file, OnnxLimits.defaults());
  }

  /// Reads a file within limits.
  public static OnnxFile read(Path file, OnnxLimits limits) {
    return parse(file.toString(), BoundedFile.read(file, limits.maxBytes()), limits);
  }

  /// Reads a model from memory.
  ///
  /// @param name what messages call it
  /// @param bytes the whole file; not copied
  public static OnnxFile parse(String name, byte[] bytes, OnnxLimits limits) {
    return parse(name, MemorySegment.ofArray(bytes), limits);
  }

  /// Reads a model from a mapped file or from memory. Tensors of a mapped file stay where they are:
  /// only the structure is built on the heap, within [OnnxLimits#maxHeap].
  ///
  /// @param name what messages call it
  /// @param bytes the whole file; must stay readable as long as the model is used
  public static OnnxFile parse(String name, MemorySegment bytes, OnnxLimits limits) {
    if (bytes.byteSize() == 0) {
      throw GambesonException.badInput(name + " is not an ONNX file: it is empty.");
    }
    if (bytes.byteSize() > limits.maxBytes()) {
      throw GambesonException.badInput(
          "%s has %d bytes; the limit is %d. Split it or raise the limit."
              .formatted(name, bytes.byteSize(), limits.maxBytes()));
    }
    WireFacts facts = WireScan.scan(name, bytes, limits);
    ModelProto model = decode(name, bytes, limits);
    if (!model.hasGraph() || !(model.hasIrVersion() || model.getOpsetImportCount() > 0)) {
      throw GambesonException.badInput(
          name + " is not an ONNX file: it has no graph or no version. Export the model to ONNX.");
    }
    return new OnnxFile(name, bytes, model, facts);
  }

  private static ModelProto decode(String name, MemorySegment bytes, OnnxLimits limits) {
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(direct(bytes)).newCodedInput();
      in.enableAliasing(true); // tensors stay slices of the one buffer
      in.setRecursionLimit(limits.maxDepth());
      return ModelProto.parseFrom(in);
    } catch (IOException e) {
      throw GambesonException.badInput(name + " is not an ONNX file: " + e.getMessage(), e);
    }
  }

  /// Protobuf copies heap memory that it may not write to, so such memory is copied once, here.
  private static ByteBuffer direct(MemorySegment bytes) {
    return bytes.isNative() || bytes.heapBase().isPresent()
        ? bytes.asByteBuffer()
        : ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE));
  }

  /// What messages call it.
  public String name() {
    return name;
  }

  /// The parsed model.
  public ModelProto model() {
    return model;
  }

  /// What the pass over the bytes found.
  public WireFacts facts() {
    return facts;
  }

  /// Size in bytes.
  public long size() {
    return bytes.byteSize();
  }

  /// A copy of the file's bytes.
  public byte[] toByteArray() {
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  /// SHA-256 of the bytes that were read.
  public String sha256() {
    return Sha256.of(bytes.asByteBuffer());
  }

  /// The bytes of a model; the same model always gives the same bytes.
  public static byte[] encode(ModelProto model) {
    byte[] out = new byte[model.getSerializedSize()];
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.useDeterministicSerialization();
    try {
      model.writeTo(coded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  /// Writes a model; the file appears whole or not at all.
  public static void write(Path file, ModelProto model) {
    try {
      AtomicFiles.write(file, encode(model));
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
