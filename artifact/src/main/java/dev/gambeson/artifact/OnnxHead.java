package dev.gambeson.artifact;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import java.io.IOException;

/// Whether some first bytes can be those of an ONNX file. Protobuf has no magic number, so the
/// fields themselves must fit.
final class OnnxHead {
  private OnnxHead() {}

  /// True when the version comes first, or the graph comes after known fields only. A file that
  /// breaks off, or that carries unknown fields further on, matches too: others judge that.
  static boolean matches(byte[] head) {
    CodedInputStream in = CodedInputStream.newInstance(head);
    boolean first = true;
    boolean graph = false;
    while (true) {
      int tag;
      try {
        tag = in.readTag();
        if (tag == 0) {
          return graph;
        }
      } catch (IOException e) {
        return graph;
      }
      if (!isModelField(tag)) {
        return graph;
      }
      int field = WireFormat.getTagFieldNumber(tag);
      if (first && field == ModelProto.IR_VERSION_FIELD_NUMBER) {
        graph = head.length < 2 || (head[1] >= 0 && head[1] < 100);
      }
      graph |= field == ModelProto.GRAPH_FIELD_NUMBER;
      first = false;
      try {
        in.skipField(tag);
      } catch (IOException e) {
        return graph;
      }
    }
  }

  private static boolean isModelField(int tag) {
    FieldDescriptor field =
        ModelProto.getDescriptor().findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    return field != null && field.getLiteType().getWireType() == WireFormat.getTagWireType(tag);
  }
}
