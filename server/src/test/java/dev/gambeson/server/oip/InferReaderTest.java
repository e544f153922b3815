package dev.gambeson.server.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferReaderTest {
  private static final OipLimits LIMITS = new OipLimits(1 << 16, 32, 1000, 64, 64, 100, 5, 50);
  private static final InferReader READER = new InferReader(LIMITS);

  private static InferRequest read(String json) {
    return READER.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Tensor tensor(String fields) {
    return read("{'inputs':[{'name':'x'," + fields + "}]}").inputs().getFirst();
  }

  private static double[] numbers(Tensor tensor) {
    return ((Tensor.Numbers) tensor.data()).values();
  }

  @Test
  void flatAndNestedDataAreTheSame() {
    assertThat(numbers(tensor("'datatype':'FP32','shape':[2,2],'data':[1,2.5,3,-4e1]")))
        .containsExactly(1, 2.5, 3, -40);
    assertThat(numbers(tensor("'datatype':'FP32','shape':[2,2],'data':[[1,2.5],[3,-4e1]]")))
        .containsExactly(1, 2.5, 3, -40);
  }

  @Test
  void fieldsMayComeInAnyOrder() {
    assertThat(numbers(tensor("'data':[[1],[2]],'shape':[2,1],'datatype':'INT64'")))
        .containsExactly(1, 2);
  }

  @Test
  void textsAndBooleansAreRead() {
    Tensor texts = tensor("'datatype':'BYTES','shape':[3],'data':['a',null,'\\u00e4']");
    assertThat(((Tensor.Texts) texts.data()).values()).containsExactly("a", "", "ä");
    assertThat(numbers(tensor("'datatype':'BOOL','shape':[2],'data':[true,false]")))
        .containsExactly(1, 0);
  }

  @Test
  void nullIsAMissingNumber() {
    assertThat(numbers(tensor("'datatype':'FP64','shape':[2],'data':[null,1]")))
        .containsExactly(Double.NaN, 1);
  }

  @Test
  void identityParametersAndOutputsAreKept() {
    InferRequest request =
        read(
            "{'id':'7','parameters':{'a':1,'b':true,'c':'t','d':0.5,'binary_data_output':true},"
                + "'unknown':{'deep':[1,{'x':2}]},'inputs':[],'outputs':[{'name':'label'}]}");
    assertThat(request.id()).isEqualTo("7");
    assertThat(request.parameters())
        .containsEntry("a", 1L)
        .containsEntry("b", true)
        .containsEntry("c", "t")
        .containsEntry("d", 0.5);
    assertThat(request.outputs()).containsExactly("label");
    assertThat(request.binaryOutput()).isTrue();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bad-shape            | 'datatype':'FP32','shape':[3],'data':[1,2]",
        "bad-shape            | 'datatype':'FP32','shape':[1],'data':[1,2]",
        "bad-shape            | 'datatype':'FP32','shape':[2,2],'data':[[1,2,3],[4]]",
        "bad-shape            | 'datatype':'FP32','shape':[2,2],'data':[[1,2],3,4]",
        "bad-shape            | 'datatype':'FP32','shape':[4],'data':[[1,2],[3,4]]",
        "bad-shape            | 'datatype':'FP32','shape':[-1],'data':[1]",
        "bad-shape            | 'datatype':'FP32','shape':[],'data':[1]",
        "bad-shape            | 'datatype':'FP32','shape':[1,1,1,1,1,1,1,1,1],'data':[1]",
        "bad-shape            | 'datatype':'FP32','shape':[99999999999999999999],'data':[1]",
        "too-many-elements    | 'datatype':'FP32','shape':[4294967296,4294967296],'data':[1]",
        "too-many-elements    | 'datatype':'FP32','shape':[9223372036854775807,2],'data':[1]",
        "too-many-elements    | 'datatype':'FP32','shape':[101],'data':[1]",
        "bad-datatype         | 'datatype':'FP8','shape':[1],'data':[1]",
        "bad-data             | 'datatype':'FP32','shape':[1],'data':['a']",
        "bad-data             | 'datatype':'BYTES','shape':[1],'data':[1]",
        "bad-data             | 'datatype':'BYTES','shape':[2],'data':['a',1]",
        "bad-data             | 'datatype':'FP32','shape':[1],'data':[{}]",
        "bad-request          | 'datatype':'FP32','shape':[1]",
        "bad-request          | 'datatype':'FP32','data':[1]",
        "bad-request          | 'shape':[1],'data':[1]",
        "bad-request          | 'datatype':'FP32','shape':[1.5],'data':[1]",
        "bad-request          | 'datatype':'FP32','shape':[1],'data':1",
        "number-range         | 'datatype':'UINT8','shape':[1],'data':[256]",
        "number-range         | 'datatype':'UINT8','shape':[1],'data':[-1]",
        "number-range         | 'datatype':'INT32','shape':[1],'data':[1.5]",
        "number-range         | 'datatype':'INT64','shape':[1],'data':[9007199254740992]",
        "number-range         | 'datatype':'INT64','shape':[1],'data':[null]",
        "number-range         | 'datatype':'FP64','shape':[1],'data':[1e999]",
        "bad-json             | 'datatype':'FP64','shape':[1],'data':[NaN]",
        "bad-json             | 'datatype':'FP64','shape':[1],'data':[Infinity]",
        "bad-json             | 'datatype':'FP64','shape':[1],'data':[1],'data':[2]",
        "bad-json             | 'datatype':'FP64','shape':[1],'data':[1,]",
        "bad-binary           | 'datatype':'FP64','shape':[1],'parameters':{'binary_data_size':8}",
        "bad-binary           | 'datatype':'FP64','shape':[1],'parameters':{'binary_data_size':-1}",
        "bad-binary           | 'datatype':'FP64','shape':[1],'parameters':{'binary_data_size':'8'}",
      })
  void whatDoesNotFitIsRefused(String reason, String fields) {
    assertThatThrownBy(() -> tensor(fields))
        .isInstanceOfSatisfying(BadRequest.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "bad-json,''",
    "bad-json,'{'",
    "bad-request,'[]'",
    "bad-request,'{}'",
    "bad-json,'{} x'"
  })
  void whatIsNoRequestIsRefused(String reason, String json) {
    assertThatThrownBy(() -> read(json.equals("{} x") ? "{'inputs':[]} x" : json))
        .isInstanceOfSatisfying(
            BadRequest.class, e -> assertThat(e.reason()).isIn(reason, "bad-request"));
  }

  @Test
  void depthStringsNumbersAndNamesAreBounded() {
    for (String bomb :
        new String[] {
          "{'a':" + "[".repeat(5000) + "]".repeat(5000) + ",'inputs':[]}",
          "{'id':'" + "x".repeat(2000) + "','inputs':[]}",
          "{'a':" + "1".repeat(65) + ",'inputs':[]}",
          "{'" + "n".repeat(100) + "':1,'inputs':[]}"
        }) {
      assertThatThrownBy(() -> read(bomb))
          .as(bomb.substring(0, 9))
          .isInstanceOfSatisfying(
              BadRequest.class, e -> assertThat(e.reason()).isEqualTo("json-limit"));
    }
  }

  @Test
  void tensorsAndElementsOfAllTensorsTogetherAreBounded() {
    String one = "{'name':'N','datatype':'FP32','shape':[30],'data':[" + "1,".repeat(29) + "1]}";
    assertThatThrownBy(() ->
            read(
                "{'inputs':["
                    + one.replace("N", "a")
                    + ","
                    + one.replace("N", "b")
                    + ","
                    + one.replace("N", "c")
                    + ","
                    + one.replace("N", "d")
                    + "]}"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("elements");
    String small = "{'name':'N','datatype':'FP32','shape':[1],'data':[1]}";
    StringBuilder many = new StringBuilder("{'inputs':[");
    for (int i = 0; i < 6; i++) {
      many.append(i == 0 ? "" : ",").append(small.replace("N", "n" + i));
    }
    assertThatThrownBy(() -> read(many + "]}")).hasMessageContaining("more than 5 tensors");
  }

  @Test
  void namesOfTensorsAreUnique() {
    String one = "{'name':'a','datatype':'FP32','shape':[1],'data':[1]}";
    assertThatThrownBy(() -> read("{'inputs':[" + one + "," + one + "]}"))
        .hasMessageContaining("Two tensors");
  }

  private static byte[] binary(String json, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void binaryTensorsAreRead() {
    String json =
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'parameters':{'binary_data_size':8}},"
            + "{'name':'y','datatype':'BYTES','shape':[2],'parameters':{'binary_data_size':10}}]}";
    byte[] floats =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2).array();
    byte[] texts = {1, 0, 0, 0, 'a', 1, 0, 0, 0, 'b'};
    InferRequest request = READER.read(binary(json, floats, texts), json.length());
    assertThat(numbers(request.inputs().getFirst())).containsExactly(1.5, -2);
    assertThat(((Tensor.Texts) request.inputs().getLast().data()).values())
        .containsExactly("a", "b");
  }

  @Test
  void binaryTensorsThatDoNotFitAreRefused() {
    String json =
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[2],'parameters':{'binary_data_size':N}}]}";
    for (int[] c : new int[][] {{8, 9}, {8, 7}, {4, 4}, {12, 12}, {8, 0}}) {
      String own = json.replace("N", String.valueOf(c[0]));
      assertThatThrownBy(() -> READER.read(binary(own, new byte[c[1]]), own.length()))
          .isInstanceOf(BadRequest.class);
    }
    assertThatThrownBy(() -> READER.read(new byte[5], 6)).isInstanceOf(BadRequest.class);
    byte[] texts = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    String bytes =
        "{'inputs':[{'name':'x','datatype':'BYTES','shape':[1],'parameters':{'binary_data_size':4}}]}";
    assertThatThrownBy(() -> READER.read(binary(bytes, texts), bytes.length()))
        .hasMessageContaining("beyond its end");
  }

  @Test
  void everyNumberTypeSurvivesWritingAndReading() {
    for (Datatype type : Datatype.values()) {
      if (type == Datatype.BYTES) {
        continue;
      }
      double[] values = type == Datatype.BOOL ? new double[] {1, 0} : new double[] {1, 7};
      Tensor tensor = new Tensor("x", type, new long[] {2}, new Tensor.Numbers(values));
      byte[] bytes = BinaryTensors.write(tensor);
      Tensor.Data back = BinaryTensors.read("x", type, 2, ByteBuffer.wrap(bytes));
      assertThat(((Tensor.Numbers) back).values()).as(type.name()).containsExactly(values);
    }
  }

  @Test
  void damagedRequestsAreReadOrRefusedAndNothingElse() {
    String json =
        "{'id':'7','parameters':{'a':1},'inputs':[{'name':'x','datatype':'FP32','shape':[2,2],'data':[[1,2.5],[3,-4e1]]},"
            + "{'name':'y','datatype':'BYTES','shape':[2],'parameters':{'binary_data_size':10}}],'outputs':[{'name':'label'}]}";
    byte[] texts = {1, 0, 0, 0, 'a', 1, 0, 0, 0, 'b'};
    byte[] fine = binary(json, texts);
    READER.read(fine, json.length());
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = fine.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = (byte) random.nextInt(256);
          case 1 -> bytes[at] = (byte) "{}[]\",:0e-.".charAt(random.nextInt(11));
          default -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        }
      }
      try {
        InferRequest read = READER.read(bytes, Math.min(bytes.length, json.length()));
        for (Tensor t : read.inputs()) {
          assertThat(t.data().size()).isEqualTo(Shape.elements(t.name(), t.shape(), 100));
        }
      } catch (BadRequest e) {
        refused++;
        assertThat(e.text()).isNotBlank();
      }
    }
    assertThat(refused).isBetween(10_000, 19_990);
  }
}
