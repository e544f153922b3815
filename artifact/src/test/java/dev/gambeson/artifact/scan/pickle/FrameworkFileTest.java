package dev.gambeson.artifact.scan.pickle;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.noBeginningFrom;
import static dev.gambeson.artifact.scan.Scans.scan;
import static dev.gambeson.artifact.scan.Scans.survivesDamage;
import static dev.gambeson.artifact.scan.archive.ZipBytes.stored;
import static dev.gambeson.artifact.scan.archive.ZipBytes.zip;
import static dev.gambeson.artifact.scan.pickle.PickleBytes.protocol;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of PyTorch, NumPy, joblib and skops.
class FrameworkFileTest {
  private static final byte[] VERSION = "3\n".getBytes(StandardCharsets.US_ASCII);

  /// A tensor of some elements in storage 0, whose pickle states so many.
  private static byte[] tensor(int stated, int size) {
    return protocol(2)
        .global("torch._utils", "_rebuild_tensor_v2")
        .op('(', '(')
        .string("storage")
        .global("torch", "FloatStorage")
        .string("0")
        .string("cpu")
        .integer(stated)
        .op('t', 'Q')
        .integer(0)
        .integer(size)
        .tuple1()
        .integer(1)
        .tuple1()
        .raw(0x89)
        .global("collections", "OrderedDict")
        .op(')')
        .reduce()
        .op('t')
        .reduce()
        .stop();
  }

  private static FileReport torch(byte[] pickle, int bytes) {
    return scan(
        "m.pt",
        zip(
            stored("m/data.pkl", pickle),
            stored("m/data/0", new byte[bytes]),
            stored("m/version", VERSION)));
  }

  @Test
  void anOrdinaryTensorFileIsClean() {
    FileReport report = torch(tensor(4, 4), 16);
    isClean(report);
    assertThat(report.kind()).isEqualTo("torch-zip");
  }

  @Test
  void cve202624747AStorageOfAnotherSizeIsNotClean() {
    blocks(torch(tensor(4, 4), 12), "GB-ART-017");
    isNotClean(torch(tensor(4, 4), 20));
    blocks(torch(tensor(4, 5), 16), "GB-ART-017");
    blocks(torch(tensor(4, -5), 16), "GB-ART-017");
  }

  @Test
  void aMissingStorageAndAStrayOneAreNotClean() {
    isNotClean(scan("m.pt", zip(stored("m/data.pkl", tensor(4, 4)), stored("m/version", VERSION))));
    isNotClean(
        scan(
            "m.pt",
            zip(
                stored("m/data.pkl", tensor(4, 4)),
                stored("m/data/0", new byte[16]),
                stored("m/data/1", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))));
  }

  @Test
  void everyPickleOfATorchFileIsExamined() {
    byte[] evil = protocol(2).call("os", "system", "echo").stop();
    for (String name :
        new String[] {
          "m/constants.pkl", "m/extra/x", "m/data/1", "m/code/a.py.debug_pkl", "m/version"
        }) {
      blocks(
          scan(
              "m.pt",
              zip(
                  stored("m/data.pkl", tensor(4, 4)),
                  stored("m/data/0", new byte[16]),
                  stored(name, evil))),
          "GB-ART-010");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import os",
        "from os import system",
        "  x = os.system(y)",
        "eval(x)",
        "  return __import__(x)",
        "torch.hub.load(x)",
        "torch.from_file(x)",
        "ops.aten.from_file(x)",
        "subprocess.run(x)"
      })
  void cve202245907CodeBeyondTorchScriptIsBlocked(String line) {
    FileReport report =
        scan(
            "m.pt",
            zip(
                stored("m/data.pkl", tensor(4, 4)),
                stored("m/data/0", new byte[16]),
                stored(
                    "m/code/__torch__.py",
                    ("class M(Module):\n" + line + "\n").getBytes(StandardCharsets.UTF_8))));
    assertThat(report.verdict())
        .as(line)
        .isEqualTo(dev.gambeson.artifact.scan.engine.Verdict.BLOCK);
  }

  @Test
  void ordinaryTorchScriptIsClean() {
    String code =
        "class M(Module):\n  def forward(self: __torch__.M, x: Tensor) -> Tensor:\n    _0 = torch.add(x, 1)\n    ops.prim.RaiseException(\"os.system(\")\n    return torch.relu(_0)\n";
    isClean(
        scan(
            "m.pt",
            zip(
                stored("m/data.pkl", tensor(4, 4)),
                stored("m/data/0", new byte[16]),
                stored("m/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8)))));
  }

  private static byte[] npy(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    return protocol(0)
        .raw(0x93)
        .text("NUMPY")
        .raw(1, 0, text.length & 255, text.length >> 8)
        .bytes(text)
        .bytes(data)
        .toBytes();
  }

  @Test
  void arraysAreRead() {
    isClean(
        scan(
            "a.npy",
            npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", new byte[48])));
    isClean(
        scan(
            "a.npy",
            npy(
                "{'descr': [('a', '<i4'), ('b', '<U3', (2,))], 'fortran_order': False, 'shape': (2,), }\n",
                new byte[56])));
    isClean(
        scan(
            "a.npz",
            zip(
                stored(
                    "x.npy",
                    npy(
                        "{'descr': '|u1', 'fortran_order': False, 'shape': (), }\n",
                        new byte[1])))));
  }

  @Test
  void arraysOfAnotherSizeAreNotClean() {
    isNotClean(
        scan(
            "a.npy",
            npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", new byte[47])));
    isNotClean(
        scan(
            "a.npy",
            npy(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n",
                protocol(0).bytes(new byte[48]).text("more").toBytes())));
    isNotClean(
        scan(
            "a.npy",
            npy(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999999, 99999999999), }\n",
                new byte[48])));
    isNotClean(
        scan(
            "a.npy",
            npy(
                "{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (1,), }\n",
                new byte[8])));
  }

  @Test
  void cve20196446ObjectsInAnArrayAreExamined() {
    String header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n";
    blocks(
        scan("a.npy", npy(header, protocol(2).call("os", "system", "echo").stop())), "GB-ART-010");
    String nested =
        "{'descr': [('a', '<i4'), ('b', [('c', '|O')])], 'fortran_order': False, 'shape': (1,), }\n";
    blocks(
        scan("a.npy", npy(nested, protocol(2).call("os", "system", "echo").stop())), "GB-ART-010");
  }

  private static byte[] joblib(String type, byte[] raw) {
    return protocol(2)
        .op('(')
        .global("joblib.numpy_pickle", "NumpyArrayWrapper")
        .op(')')
        .raw(0x81)
        .op('}', '(')
        .string("shape")
        .raw('K', 3, 0x85)
        .string("dtype")
        .global("numpy", "dtype")
        .string(type)
        .raw(0x89, 0x88, 0x87)
        .reduce()
        .string("numpy_array_alignment_bytes")
        .raw('K', 16)
        .op('u', 'b')
        .raw(2, 0xff, 0xff)
        .bytes(raw)
        .call("os", "system", "echo")
        .op('l')
        .stop();
  }

  @Test
  void instructionsAfterTheRawArraysOfJoblibAreFollowed() {
    byte[] raw = new byte[24];
    raw[5] = '.';
    blocks(scan("m.joblib", joblib("f8", raw)), "GB-ART-010");
    blocks(
        scan("m.joblib", joblib("O8", protocol(2).call("nt", "system", "echo").stop())),
        "GB-ART-010");
  }

  @Test
  void damagedFilesAreAnswered() {
    survivesDamage("m.joblib", joblib("f8", new byte[24]));
    survivesDamage(
        "a.npy",
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", new byte[48]));
    byte[] torch =
        zip(
            stored("m/data.pkl", tensor(4, 4)),
            stored("m/data/0", new byte[16]),
            stored("m/version", VERSION));
    survivesDamage("m.pt", torch);
    noBeginningFrom(4, "m.pt", torch);
  }

  @Test
  void cve202437065TypesOfSkopsAreJudged() {
    String schema =
        "{\"__class__\": \"system\", \"__module__\": \"os\", \"__loader__\": \"ObjectNode\", \"content\": {}}";
    blocks(
        scan("m.skops", zip(stored("schema.json", schema.getBytes(StandardCharsets.UTF_8)))),
        "GB-ART-010");
    String method =
        schema
            .replace("system", "LogisticRegression")
            .replace("\"os\"", "\"sklearn.linear_model._logistic\"");
    isClean(scan("m.skops", zip(stored("schema.json", method.getBytes(StandardCharsets.UTF_8)))));
    isNotClean(
        scan(
            "m.skops",
            zip(
                stored(
                    "schema.json",
                    method
                        .replace("ObjectNode", "OperatorFuncNode")
                        .getBytes(StandardCharsets.UTF_8)))));
  }
}
