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
public record ExternalData(String path, String location) {
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
              found.add(new ExternalData(path, locationOf(tensor)));
            }
          }
        });
    return List.copyOf(found);
  }

  private static String locationOf(TensorProto tensor) {
    return tensor.getExternalDataList().stream()
        .filter(e -> e.getKey().equals("location"))
        .map(StringStringEntryProto::getValue)
        .reduce((_, last) -> last)
        .orElse("");
  }
}
