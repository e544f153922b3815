package dev.gambeson.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gambeson.server.grpc.proto.InferParameter;
import dev.gambeson.server.grpc.proto.InferTensorContents;
import dev.gambeson.server.grpc.proto.ModelInferRequest;
import dev.gambeson.server.grpc.proto.ModelInferRequest.InferInputTensor;
import dev.gambeson.server.grpc.proto.ModelInferResponse;
import dev.gambeson.server.grpc.proto.ModelInferResponse.InferOutputTensor;
import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.oip.BinaryTensors;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.oip.InferReply;
import dev.gambeson.server.oip.InferRequest;
import dev.gambeson.server.oip.OipLimits;
import dev.gambeson.server.oip.Tensor;
import dev.gambeson.server.oip.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Between the messages of the protocol and its tensors.
///
/// Guaranteed: whatever the message, either tensors that hold as many elements as their shapes say,
/// each fit for its type, or a [BadRequest]. Tensors come raw (`raw_input_contents`, one per input,
/// little-endian) or typed, not both. Immutable and thread-safe.
final class InferCodec {
  private static final int MOST_PARAMETERS = 256;
  private static final int MOST_SIZES = 8;

  private final OipLimits limits;

  InferCodec(OipLimits limits) {
    this.limits = limits;
  }

  InferRequest read(ModelInferRequest message) {
    int count = message.getInputsCount();
    boolean raw = message.getRawInputContentsCount() > 0;
    if (count > limits.tensors() || message.getOutputsCount() > limits.tensors()) {
      throw new BadRequest(
          "too-many-tensors", "The request has more than %d tensors.".formatted(limits.tensors()));
    }
    if (raw && message.getRawInputContentsCount() != count) {
      throw new BadRequest(
          "bad-binary", "raw_input_contents must have one entry per input, or none at all.");
    }
    List<Tensor> inputs = new ArrayList<>(count);
    Set<String> names = new HashSet<>();
    long left = limits.elements();
    for (int i = 0; i < count; i++) {
      InferInputTensor input = message.getInputs(i);
      Tensor tensor = raw ? raw(input, message.getRawInputContents(i), left) : typed(input, left);
      left -= tensor.data().size();
      if (!names.add(tensor.name())) {
        throw new BadRequest("bad-request", "Two tensors have the same name.");
      }
      inputs.add(tensor);
    }
    List<String> outputs = message.getOutputsList().stream().map(o -> o.getName()).toList();
    return new InferRequest(
        message.getId(), parameters(message.getParametersMap()), inputs, outputs, raw);
  }

  private static Map<String, Object> parameters(Map<String, InferParameter> map) {
    if (map.size() > MOST_PARAMETERS) {
      throw new BadRequest("bad-request", "The request has too many parameters.");
    }
    Map<String, Object> out = new HashMap<>();
    map.forEach((name, value) -> {
      switch (value.getParameterChoiceCase()) {
        case BOOL_PARAM -> out.put(name, value.getBoolParam());
        case INT64_PARAM -> out.put(name, value.getInt64Param());
        case UINT64_PARAM -> out.put(name, value.getUint64Param());
        case DOUBLE_PARAM -> out.put(name, value.getDoubleParam());
        case STRING_PARAM -> out.put(name, value.getStringParam());
        case PARAMETERCHOICE_NOT_SET -> {}
      }
    });
    return out;
  }

  private Tensor raw(InferInputTensor input, ByteString bytes, long left) {
    if (input.hasContents()) {
      throw new BadRequest(
          "bad-binary", "An input has contents although the request has raw_input_contents.");
    }
    Datatype type = type(input);
    int count = count(input, left);
    // Held against the bytes that are there before any memory is taken for the elements.
    if (bytes.size() < (long) count * (type == Datatype.BYTES ? 4 : type.bytes())) {
      throw new BadRequest("bad-binary", "An input has fewer bytes than its shape needs.");
    }
    Tensor.Data data =
        BinaryTensors.read(input.getName(), type, count, bytes.asReadOnlyByteBuffer());
    return new Tensor(input.getName(), type, shape(input), data);
  }

  private Tensor typed(InferInputTensor input, long left) {
    Datatype type = type(input);
    int count = count(input, left);
    InferTensorContents c = input.getContents();
    int own = size(c, type);
    if (own != count || own != all(c)) {
      throw new BadRequest(
          "bad-shape",
          "Tensor '%s' must have %d elements in the one field of contents that fits %s."
              .formatted(input.getName(), count, type));
    }
    return new Tensor(input.getName(), type, shape(input), data(input.getName(), type, c));
  }

  private static Tensor.Data data(String name, Datatype type, InferTensorContents c) {
    if (type == Datatype.BYTES) {
      return new Tensor.Texts(texts(name, c.getBytesContentsList()));
    }
    double[] values = new double[size(c, type)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case BOOL -> c.getBoolContents(i) ? 1 : 0;
            case INT8, INT16, INT32 -> c.getIntContents(i);
            case INT64 -> c.getInt64Contents(i);
            case UINT8, UINT16, UINT32 -> Integer.toUnsignedLong(c.getUintContents(i));
            case UINT64 -> c.getUint64Contents(i) < 0 ? 0x1p63 : c.getUint64Contents(i);
            case FP32 -> c.getFp32Contents(i);
            case FP64 -> c.getFp64Contents(i);
            case FP16, BYTES -> throw new IllegalStateException("has no numbers");
          };
    }
    Values.requireFit(name, type, values);
    return new Tensor.Numbers(values);
  }

  private static String[] texts(String name, List<ByteString> all) {
    String[] texts = new String[all.size()];
    for (int i = 0; i < texts.length; i++) {
      if (!all.get(i).isValidUtf8()) {
        throw new BadRequest("bad-binary", "Tensor '%s': a text is no UTF-8.".formatted(name));
      }
      texts[i] = all.get(i).toStringUtf8();
    }
    return texts;
  }

  private static int size(InferTensorContents c, Datatype type) {
    return switch (type) {
      case BOOL -> c.getBoolContentsCount();
      case INT8, INT16, INT32 -> c.getIntContentsCount();
      case INT64 -> c.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> c.getUintContentsCount();
      case UINT64 -> c.getUint64ContentsCount();
      case FP32 -> c.getFp32ContentsCount();
      case FP64 -> c.getFp64ContentsCount();
      case BYTES -> c.getBytesContentsCount();
      case FP16 -> 0; // has no field; comes raw
    };
  }

  private static int all(InferTensorContents c) {
    return c.getBoolContentsCount()
        + c.getIntContentsCount()
        + c.getInt64ContentsCount()
        + c.getUintContentsCount()
        + c.getUint64ContentsCount()
        + c.getFp32ContentsCount()
        + c.getFp64ContentsCount()
        + c.getBytesContentsCount();
  }

  private static Datatype type(InferInputTensor input) {
    return Arrays.stream(Datatype.values())
        .filter(d -> d.name().equals(input.getDatatype()))
        .findFirst()
        .orElseThrow(
            () -> new BadRequest("bad-datatype", "A tensor has a datatype that is not known."));
  }

  private static long[] shape(InferInputTensor input) {
    return input.getShapeList().stream().mapToLong(Long::longValue).toArray();
  }

  private int count(InferInputTensor input, long left) {
    if (input.getName().isEmpty() || input.getName().length() > limits.nameBytes()) {
      throw new BadRequest("bad-request", "A tensor has no name, or one that is too long.");
    }
    if (input.getShapeCount() == 0 || input.getShapeCount() > MOST_SIZES) {
      throw new BadRequest(
          "bad-shape", "A tensor must have 1 to %d dimensions.".formatted(MOST_SIZES));
    }
    long count = 1;
    for (long size : input.getShapeList()) {
      if (size < 0 || (size > 0 && count > left / size)) {
        throw new BadRequest(
            "too-many-elements",
            "The shapes are negative, or have more than %d elements.".formatted(limits.elements()));
      }
      count *= size;
    }
    return (int) count;
  }

  /// A reply; raw where the request was.
  static ModelInferResponse write(InferReply reply, boolean raw) {
    ModelInferResponse.Builder out =
        ModelInferResponse.newBuilder()
            .setModelName(reply.model())
            .setModelVersion(reply.version())
            .setId(reply.id());
    for (Tensor tensor : reply.outputs()) {
      InferOutputTensor.Builder output =
          InferOutputTensor.newBuilder()
              .setName(tensor.name())
              .setDatatype(tensor.datatype().name());
      for (long size : tensor.shape()) {
        output.addShape(size);
      }
      if (raw) {
        out.addRawOutputContents(UnsafeByteOperations.unsafeWrap(BinaryTensors.write(tensor)));
      } else {
        output.setContents(contents(tensor));
      }
      out.addOutputs(output);
    }
    return out.build();
  }

  /// The tensors of an answer are FP32, FP64 or BYTES.
  private static InferTensorContents contents(Tensor tensor) {
    InferTensorContents.Builder out = InferTensorContents.newBuilder();
    switch (tensor.data()) {
      case Tensor.Texts(String[] values) -> {
        for (String v : values) {
          out.addBytesContents(ByteString.copyFromUtf8(v));
        }
      }
      case Tensor.Numbers(double[] values) -> {
        for (double v : values) {
          if (tensor.datatype() == Datatype.FP32) {
            out.addFp32Contents((float) v);
          } else {
            out.addFp64Contents(v);
          }
        }
      }
    }
    return out.build();
  }
}
