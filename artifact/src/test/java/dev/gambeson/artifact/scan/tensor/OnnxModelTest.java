package dev.gambeson.artifact.scan.tensor;

import static dev.gambeson.artifact.scan.Hostility.scan;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import dev.gambeson.artifact.onnx.proto.StringStringEntryProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.Hostility;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
  private static ModelProto model(NodeProto node, TensorProto weights) {
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .setProducerName("test")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(
            GraphProto.newBuilder()
                .setName("g")
                .addNode(node)
                .addInitializer(weights)
                .addInput(ValueInfoProto.newBuilder().setName("x"))
                .addOutput(ValueInfoProto.newBuilder().setName("y")))
        .build();
  }

  private static NodeProto node(String domain, String op) {
    return NodeProto.newBuilder()
        .setDomain(domain)
        .setOpType(op)
        .addInput("x")
        .addInput("w")
        .addOutput("y")
        .build();
  }

  private static TensorProto weights() {
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(1)
        .addDims(2)
        .setRawData(ByteString.copyFrom(new byte[8]))
        .build();
  }

  private static TensorProto elsewhere(String location, String length) {
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(1)
        .addDims(2)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .addExternalData(StringStringEntryProto.newBuilder().setKey("length").setValue(length))
        .build();
  }

  private static Verdict verdict(ModelProto model) {
    return scan("m.onnx", OnnxFile.encode(model)).verdict();
  }

  @Test
  void anOrdinaryModelIsClean() {
    FileReport report = scan("m.onnx", OnnxFile.encode(model(node("", "Add"), weights())));
    assertThat(report.flaws()).isEmpty();
    assertThat(report.kind()).isEqualTo("onnx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\\\x",
        "a/../../b",
        "..\\\\b",
        "file:///etc/passwd",
        "~/x",
        "",
        "a\u0000b"
      })
  void cve202427318ExternalDataOutsideTheFolderIsBlockedWhereverItHides(String location) {
    TensorProto evil = elsewhere(location, "8");
    assertThat(verdict(model(node("", "Add"), evil))).as("initializer").isEqualTo(Verdict.BLOCK);
    NodeProto constant =
        node("", "Constant").toBuilder()
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(evil))
            .build();
    assertThat(verdict(model(constant, weights()))).as("attribute").isEqualTo(Verdict.BLOCK);
    GraphProto inner = GraphProto.newBuilder().setName("i").addNode(constant).build();
    NodeProto branch =
        node("", "If").toBuilder()
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(AttributeProto.AttributeType.GRAPH)
                    .setG(inner))
            .build();
    assertThat(verdict(model(branch, weights()))).as("subgraph").isEqualTo(Verdict.BLOCK);
  }

  @Test
  void externalDataInTheFolderBelongsToItsModel(@TempDir Path folder) throws IOException {
    OnnxFile.write(folder.resolve("m.onnx"), model(node("", "Add"), elsewhere("w.bin", "8")));
    Files.write(folder.resolve("w.bin"), new byte[] {1, 2, 3, 4, (byte) 0xff, 0, 0, 1});
    assertThat(file(folder.resolve("m.onnx")).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(file(folder.resolve("w.bin")).verdict()).isEqualTo(Verdict.CLEAN);
    Files.write(folder.resolve("w.bin"), new byte[] {1, 2, 3, 4, (byte) 0xff, 0, 0, 1, 9});
    assertThat(Hostility.titles(file(folder.resolve("w.bin"))))
        .contains("bytes outside the format");
  }

  @Test
  void externalDataThatIsMissingOrShortIsNotClean(@TempDir Path folder) throws IOException {
    Path model = folder.resolve("m.onnx");
    OnnxFile.write(model, model(node("", "Add"), elsewhere("w.bin", "8")));
    assertThat(file(model).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Files.write(folder.resolve("w.bin"), new byte[4]);
    assertThat(file(model).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void cve202225882ALinkOutOfTheFolderIsBlocked(@TempDir Path folder) throws IOException {
    Path inside = Files.createDirectory(folder.resolve("in"));
    Files.write(folder.resolve("secret"), new byte[8]);
    Files.createSymbolicLink(inside.resolve("w.bin"), Path.of("../secret"));
    OnnxFile.write(inside.resolve("m.onnx"), model(node("", "Add"), elsewhere("w.bin", "8")));
    assertThat(file(inside.resolve("m.onnx")).verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void operatorsThatRunForeignCodeAreBlocked() {
    assertThat(verdict(model(node("ai.onnx.contrib", "PyOp"), weights()))).isEqualTo(Verdict.BLOCK);
    assertThat(verdict(model(node("pyopmulticpu", "PyOp"), weights()))).isEqualTo(Verdict.BLOCK);
    assertThat(verdict(model(node("com.microsoft", "FusedMatMul"), weights())))
        .isEqualTo(Verdict.CLEAN);
  }

  @Test
  void aSecretInTheMetadataIsReviewed() {
    ModelProto model =
        model(node("", "Add"), weights()).toBuilder()
            .addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey("token")
                    .setValue("hf_" + "a1B2".repeat(9)))
            .build();
    assertThat(verdict(model)).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void truncationAndDamageAreSurvived() {
    ModelProto model = model(node("", "Add"), weights());
    byte[] file = OnnxFile.encode(model);
    int withoutVersion = OnnxFile.encode(model.toBuilder().clearOpsetImport().build()).length;
    Hostility.cut("m.onnx", file, n -> n < 3 || n == withoutVersion);
    Hostility.damage("m.onnx", file);
  }

  @Test
  void treeModelsAreReadByTheSameChecks() {
    byte[] broken = "tree\nversion=v4\nnum_class=1\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(scan("m.txt", broken).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  private static FileReport file(Path path) {
    return ArtifactScanner.standard().scan(path.toString(), path);
  }
}
