package dev.gambeson.artifact.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import dev.gambeson.core.GambesonException;
import dev.gambeson.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final OnnxLimits LIMITS = new OnnxLimits(1 << 20, 20, 1000, 50, 1 << 20);

  private static ModelProto.Builder tiny() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
        .setGraph(
            GraphProto.newBuilder()
                .setName("g")
                .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("x").addOutput("y")));
  }

  private static OnnxFile parse(byte[] bytes) {
    return OnnxFile.parse("m.onnx", bytes, LIMITS);
  }

  @Test
  void readsBackWhatItWrote(@TempDir Path folder) {
    Path file = folder.resolve("m.onnx");
    OnnxFile.write(file, tiny().build());
    OnnxFile read = OnnxFile.read(file);
    assertThat(read.model()).isEqualTo(tiny().build());
    assertThat(read.facts().nodes()).isEqualTo(1);
    assertThat(read.facts().strays()).isEmpty();
  }

  @Test
  void everyPrefixOfAFileIsRefusedOrHasNoGraph() {
    byte[] whole = OnnxFile.encode(tiny().build());
    for (int n = 0; n < whole.length; n++) {
      byte[] part = Arrays.copyOf(whole, n);
      // a cut between two fields leaves a smaller message that is whole; the graph is written first
      // of those that follow the versions, so the cut may only lose the opset
      try {
        assertThat(parse(part).model().hasGraph()).isTrue();
      } catch (GambesonException e) {
        assertThat(e).hasMessageContaining("m.onnx is not a");
      }
    }
  }

  @Test
  void aTruncatedFileSaysWhereItEnds() {
    byte[] whole = OnnxFile.encode(tiny().build());
    assertThatThrownBy(() -> parse(Arrays.copyOf(whole, 9)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("it ends after 9 bytes, inside 'graph'");
  }

  @Test
  void textIsNotAnOnnxFile() {
    assertThatThrownBy(() -> parse("hello, world".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("not a");
  }

  @Test
  void anotherProtobufMessageIsNotAnOnnxFile() {
    byte[] bytes = ModelProto.newBuilder().setProducerName("p").build().toByteArray();
    assertThatThrownBy(() -> parse(bytes)).hasMessageContaining("no graph");
  }

  @Test
  void bytesOfAnUnknownFieldAreNamedWithTheirOffset() {
    byte[] payload = "#!/bin/sh".getBytes(StandardCharsets.UTF_8);
    UnknownFieldSet hidden =
        UnknownFieldSet.newBuilder()
            .addField(
                90,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(payload))
                    .build())
            .build();
    ModelProto.Builder model = tiny();
    model.getGraphBuilder().getNodeBuilder(0).setUnknownFields(hidden);
    byte[] bytes = OnnxFile.encode(model.build());
    assertThat(parse(bytes).facts().strays())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.kind()).isEqualTo(Stray.Kind.UNKNOWN);
          assertThat(s.path()).isEqualTo("graph.node[0]");
          assertThat(s.bytes()).isEqualTo(payload.length + 3L);
          assertThat(new String(bytes, (int) s.offset() + 3, 9, StandardCharsets.UTF_8))
              .isEqualTo("#!/bin/sh");
        });
  }

  @Test
  void aSecondGraphIsReportedAsAmbiguous() {
    byte[] one = OnnxFile.encode(tiny().build());
    byte[] two = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertThat(parse(two).facts().strays())
        .anySatisfy(s -> {
          assertThat(s.kind()).isEqualTo(Stray.Kind.REPEATED);
          assertThat(s.field()).isEqualTo(7);
        });
  }

  @Test
  void deepNestingIsRefusedBeforeParsing() {
    GraphProto.Builder inner = GraphProto.newBuilder();
    for (int i = 0; i < 30; i++) {
      inner =
          GraphProto.newBuilder()
              .addNode(
                  NodeProto.newBuilder()
                      .addAttribute(AttributeProto.newBuilder().setName("b").setG(inner)));
    }
    byte[] bytes = OnnxFile.encode(tiny().setGraph(inner).build());
    assertThatThrownBy(() -> parse(bytes)).hasMessageContaining("nests messages deeper than 20");
  }

  @Test
  void tooManyOperatorsAreRefusedBeforeParsing() {
    ModelProto.Builder model = tiny();
    for (int i = 0; i < 60; i++) {
      model.getGraphBuilder().addNode(NodeProto.getDefaultInstance());
    }
    byte[] bytes = OnnxFile.encode(model.build());
    assertThatThrownBy(() -> parse(bytes)).hasMessageContaining("more than 50 operators");
  }

  @Test
  void aFileThatGrowsEightfoldInMemoryIsRefused() {
    ModelProto.Builder model = tiny();
    byte[] zeros = new byte[500_000];
    UnknownFieldSet packedVarints =
        UnknownFieldSet.newBuilder()
            .addField(
                7,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(zeros))
                    .build())
            .build();
    model.getGraphBuilder().addInitializerBuilder().setUnknownFields(packedVarints);
    byte[] bytes = OnnxFile.encode(model.build());
    assertThatThrownBy(() -> OnnxFile.parse("m.onnx", bytes, LIMITS))
        .hasMessageContaining("would take more than 1 MiB");
  }

  @Test
  void aLargeFileIsRefusedUnread(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("big.onnx");
    Files.write(file, new byte[2000]);
    assertThatThrownBy(() -> OnnxFile.read(file, new OnnxLimits(1000, 20, 10, 10, 10)))
        .hasMessageContaining("has 2000 bytes; the limit is 1000");
  }

  @Test
  void aFolderIsNoModelFile(@TempDir Path folder) {
    assertThatThrownBy(() -> OnnxFile.read(folder)).hasMessageContaining("is a folder");
  }

  @Test
  void realModelsAreReadWithNoByteLeftOver() throws Exception {
    Path models = SharedData.require("models");
    try (var files = Files.walk(models)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).toList()) {
        OnnxFile onnx = OnnxFile.read(file);
        assertThat(onnx.facts().strayCount()).as(file.toString()).isZero();
        assertThat(OnnxFile.encode(onnx.model())).hasSize((int) onnx.size());
      }
    }
  }
}
