package dev.gambeson.artifact.onnx;

import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.StringStringEntryProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import java.util.ArrayList;
import java.util.List;

/// A tensor whose values lie in another file, which a runtime would open on loading.
///
/// @param path where in the model
/// @param location the file it names; empty when it names none
/// @param offset first byte in it, as written; empty when it is the start
/// @param length bytes, as written; empty when it is the rest of the file
public record ExternalData(String path, String location, String offset, String length) {
  /// Every such tensor of a model, wherever it hides. Nothing is opened.
  public static List<ExternalData> in(ModelProto model) {
    List<ExternalData> found = new ArrayList<>();
    OnnxWalk.walk(
        model,
        new OnnxWalk.Visitor() {
          @Override
          public void tensor(String path, TensorProto tensor) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                || tensor.getExternalDataCount() > 0) {
              found.add(
                  new ExternalData(
                      path,
                      value(tensor, "location"),
                      value(tensor, "offset"),
                      value(tensor, "length")));
            }
          }
        });
    return List.copyOf(found);
  }

  private static String value(TensorProto tensor, String key) {
    return tensor.getExternalDataList().stream()
        .filter(e -> e.getKey().equals(key))
        .map(StringStringEntryProto::getValue)
        .reduce((_, last) -> last)
        .orElse("");
  }
}
