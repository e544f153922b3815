package dev.gambeson.artifact.scan.pickle;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;
import static dev.gambeson.artifact.scan.pickle.PickleBytes.protocol;

import dev.gambeson.artifact.scan.FileReport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Section 1a of the anchor: every known way around a scanner of pickles.
class PickleAttackTest {
  private static final byte[] SYSTEM = protocol(4).call("os", "system", "echo").stop();

  private static FileReport pickle(byte[] bytes) {
    return scan("model.pkl", bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "os,system",
    "posix,system",
    "nt,system",
    "subprocess,Popen",
    "builtins,eval",
    "__builtin__,execfile",
    "runpy,run_path",
    "ctypes,CDLL",
    "timeit,timeit",
    "bdb,Bdb",
    "doctest,debug_script",
    "code,InteractiveInterpreter",
    "numpy.f2py.crackfortran,getlincoef",
    "torch.utils.collect_env,run",
    "pydoc,pipepager",
    "idlelib.run,Executive",
    "lib2to3.pgen2.grammar,Grammar.loads",
    "cProfile,run",
    "profile,run",
    "trace,Trace",
    "ensurepip,_run_pip",
    "asyncio.unix_events,_UnixSubprocessTransport",
    "distutils.file_util,write_file",
    "test.support.script_helper,assert_python_ok",
    "torch._dynamo.guards,GuardBuilder.get",
    "torch.fx.experimental.symbolic_shapes,ShapeEnv.evaluate_guards_expression",
    "importlib,import_module",
    "sys,modules",
    "types,FunctionType",
    "marshal,loads",
    "operator,methodcaller",
    "functools,reduce"
  })
  void dangerousCalleesAreBlocked(String module, String name) {
    blocks(pickle(protocol(4).call(module, name, "echo").stop()), "GB-ART-010");
  }

  @Test
  void cve20251716PipMainIsBlocked() {
    blocks(pickle(protocol(4).call("pip", "main", "install x").stop()), "GB-ART-010");
  }

  @Test
  void ghsaVvpjResolveNameIsBlocked() {
    blocks(pickle(protocol(4).call("pkgutil", "resolve_name", "os:system").stop()), "GB-ART-010");
  }

  @ParameterizedTest
  @CsvSource({
    "somelib.projects.local,_run_entry_point",
    "mylib.util,helper",
    "pandas,read_feather",
    "six,exec_"
  })
  void aCalleeThatNobodyVouchesForIsBlocked(String module, String name) {
    blocks(pickle(protocol(4).call(module, name, "x").stop()), "GB-ART-011");
  }

  @ParameterizedTest
  @CsvSource({
    "builtins,open",
    "io,FileIO",
    "shutil,rmtree",
    "logging.config,fileConfig",
    "tempfile,mktemp"
  })
  void fileAccessIsBlocked(String module, String name) {
    blocks(pickle(protocol(4).call(module, name, "x").stop()), "GB-ART-012");
  }

  @ParameterizedTest
  @CsvSource({
    "webbrowser,open",
    "socket,create_connection",
    "urllib.request,urlopen",
    "http.client,HTTPSConnection",
    "requests,get",
    "smtplib,SMTP"
  })
  void networkAccessIsBlocked(String module, String name) {
    blocks(pickle(protocol(4).call(module, name, "x").stop()), "GB-ART-013");
  }

  @ParameterizedTest
  @CsvSource({
    "numpy,load",
    "torch,load",
    "joblib,load",
    "pickle,loads",
    "_pickle,Unpickler",
    "dill,loads",
    "cloudpickle,load",
    "shelve,open",
    "torch.jit,load",
    "keras.models,load_model",
    "pandas,read_pickle"
  })
  void loadersOfASecondStageAreBlocked(String module, String name) {
    blocks(pickle(protocol(4).call(module, name, "x.npy").stop()), "GB-ART-010");
  }

  @Test
  void aDangerousNameThatIsOnlyStoredIsBlocked() {
    blocks(pickle(protocol(4).op(']').stackGlobal("os", "system").op('a').stop()), "GB-ART-010");
  }

  @Test
  void anUnknownNameThatIsOnlyStoredIsReviewed() {
    reviews(
        pickle(protocol(4).op(']').stackGlobal("mylib", "helper").op('a').stop()), "GB-ART-011");
  }

  @Test
  void everyOpcodeThatCallsIsJudged() {
    blocks(
        pickle(protocol(0).op('(').text("S'echo'\n").op('i').text("os\nsystem\n").stop()),
        "GB-ART-010");
    blocks(
        pickle(protocol(1).op('(').global("mylib", "f").string("x").op('o').stop()), "GB-ART-011");
    blocks(
        pickle(protocol(2).global("mylib", "F").string("x").tuple1().raw(0x81).stop()),
        "GB-ART-011");
    blocks(
        pickle(protocol(4).stackGlobal("mylib", "F").op(')').op('}').raw(0x92).stop()),
        "GB-ART-011");
  }

  @Test
  void ghsa5j3xDottedNamesAreBlocked() {
    blocks(pickle(protocol(4).call("pathlib", "os.system", "echo").stop()), "GB-ART-010");
    blocks(
        pickle(protocol(4).call("torch.nn", "modules.linear.math.floor", "x").stop()),
        "GB-ART-010");
    blocks(
        pickle(protocol(4).op(']').stackGlobal("collections", "abc.sys.modules").op('a').stop()),
        "GB-ART-010");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__builtins__", "__globals__", "__dict__", "__import__", "__loader__"})
  void modelscan330SpecialNamesAreBlocked(String name) {
    blocks(pickle(protocol(4).op(']').stackGlobal("numpy", name).op('a').stop()), "GB-ART-010");
  }

  @Test
  void modelscan85StateGivenToAnImportIsBlocked() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("collections", "OrderedDict")
            .op('}')
            .string("x")
            .op('N', 's', 'b')
            .stop();
    blocks(pickle(bytes), "GB-ART-010");
  }

  @Test
  void itemsPutIntoAnImportAreBlocked() {
    blocks(
        pickle(protocol(4).stackGlobal("mylib", "table").string("k").op('N', 's').stop()),
        "GB-ART-010");
    blocks(
        pickle(protocol(4).stackGlobal("mylib", "path").string("k").op('a').stop()), "GB-ART-010");
    blocks(
        pickle(protocol(4).stackGlobal("mylib", "path").op('(').string("k").op('e').stop()),
        "GB-ART-010");
    blocks(
        pickle(protocol(4).stackGlobal("mylib", "path").op('(').string("k").raw(0x90).stop()),
        "GB-ART-010");
  }

  @Test
  void specialAttributesInAStateAreBlocked() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("argparse", "Namespace")
            .op(')')
            .raw(0x81)
            .op('}')
            .string("__class__")
            .op('N', 's', 'b')
            .stop();
    blocks(pickle(bytes), "GB-ART-010");
    byte[] slots =
        protocol(4)
            .stackGlobal("argparse", "Namespace")
            .op(')')
            .raw(0x81)
            .op('N')
            .op('}')
            .string("__call__")
            .op('N', 's')
            .tuple2()
            .op('b')
            .stop();
    blocks(pickle(slots), "GB-ART-010");
  }

  @Test
  void specialWordsAsDataAreClean() {
    dev.gambeson.artifact.scan.Scans.isClean(
        pickle(
            protocol(4)
                .op('}', '(')
                .string("__class__")
                .integer(1)
                .string("eval")
                .integer(2)
                .op('u')
                .stop()));
  }

  @Test
  void modelscan338OperandsThatAreNoTextAreBlocked() {
    blocks(
        pickle(
            protocol(4)
                .binary("os".getBytes(StandardCharsets.UTF_8))
                .string("system")
                .raw(0x93)
                .string("x")
                .tuple1()
                .reduce()
                .stop()),
        "GB-ART-011");
    blocks(
        pickle(protocol(4).integer(5).string("system").raw(0x93).op(')').reduce().stop()),
        "GB-ART-011");
  }

  @Test
  void ghsa9gvjOperandsFromTheMemoAreFollowed() {
    byte[] bytes =
        protocol(4)
            .string("system")
            .raw(0x94)
            .op('0')
            .string("os")
            .raw(0x94)
            .op('0')
            .op('h')
            .raw(1)
            .op('h')
            .raw(0)
            .raw(0x93)
            .string("echo")
            .tuple1()
            .reduce()
            .stop();
    blocks(pickle(bytes), "GB-ART-010");
  }

  @Test
  void operandsThatAreComputedAreBlocked() {
    byte[] bytes =
        protocol(4)
            .call("_codecs", "encode", "bf")
            .string("system")
            .raw(0x93)
            .string("echo")
            .tuple1()
            .reduce()
            .stop();
    blocks(pickle(bytes), "GB-ART-011");
  }

  @Test
  void aCallOfAComputedValueIsBlocked() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("collections", "OrderedDict")
            .op(')')
            .reduce()
            .string("x")
            .tuple1()
            .reduce()
            .stop();
    blocks(pickle(bytes), "GB-ART-010");
  }

  @Test
  void theMemoDoesNotSurviveStop() {
    byte[] first =
        protocol(4).string("collections").raw(0x94).string("OrderedDict").raw(0x94).tuple2().stop();
    byte[] second =
        protocol(4)
            .string("os")
            .raw(0x94)
            .op('0')
            .string("system")
            .raw(0x94)
            .op('0')
            .op('h')
            .raw(0)
            .op('h')
            .raw(1)
            .raw(0x93)
            .string("echo")
            .tuple1()
            .reduce()
            .stop();
    blocks(pickle(PickleBytes.protocol(0).bytes(first).bytes(second).toBytes()), "GB-ART-010");
  }

  @Test
  void cpython154848AnInstructionAcrossAFrameIsBlocked() {
    byte[] bytes = protocol(4).raw(0x95).little64(4).string("a long text that goes on").stop();
    blocks(pickle(bytes), "GB-ART-016");
  }

  @Test
  void aFrameInsideAFrameIsBlocked() {
    byte[] bytes = protocol(4).raw(0x95).little64(11).raw(0x95).little64(2).op('N').stop();
    blocks(pickle(bytes), "GB-ART-016");
  }

  @Test
  void nullifAiWhatRanBeforeTheBreakCounts() {
    blocks(
        pickle(protocol(4).call("os", "system", "echo").raw(0xff, 0xff).toBytes()), "GB-ART-010");
    blocks(pickle(protocol(0).text("cos\nsystem\n(S'echo'\ntR").toBytes()), "GB-ART-010");
  }

  @Test
  void aPayloadAfterManyInstructionsIsFound() {
    PickleBytes bytes = protocol(4);
    for (int i = 0; i < 2_400_000; i++) {
      bytes.op('N', '0');
    }
    blocks(pickle(bytes.call("os", "system", "echo").stop()), "GB-ART-010");
  }

  @Test
  void aPayloadAfterALongLiteralIsFound() {
    blocks(
        pickle(protocol(4).binary(new byte[6 << 20]).op('0').call("os", "system", "echo").stop()),
        "GB-ART-010");
  }

  @Test
  void theExtensionRegistryIsBlocked() {
    blocks(pickle(protocol(2).raw(0x82, 7).op(')').reduce().stop()), "GB-ART-011");
    blocks(pickle(protocol(2).raw(0x83, 7, 1).op(')').reduce().stop()), "GB-ART-011");
    blocks(pickle(protocol(2).raw(0x84).little(70000).op(')').reduce().stop()), "GB-ART-011");
  }

  @Test
  void cve202510155TheNameDoesNotMatter() {
    for (String name :
        new String[] {"a.bin", "a.ckpt", "a", "config.json", "a.p", "a.safetensors", "a.txt"}) {
      blocks(scan(name, SYSTEM), "GB-ART-010");
    }
  }

  @Test
  void nestedPicklesAreExamined() throws Exception {
    ByteArrayOutputStream zlib = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(zlib)) {
      deflate.write(SYSTEM);
    }
    blocks(pickle(protocol(4).binary(SYSTEM).stop()), "GB-ART-010");
    blocks(pickle(protocol(4).binary(zlib.toByteArray()).stop()), "GB-ART-010");
    blocks(
        pickle(protocol(4).string(Base64.getEncoder().encodeToString(SYSTEM)).stop()),
        "GB-ART-010");
    blocks(
        pickle(protocol(4).string(Base64.getEncoder().encodeToString(zlib.toByteArray())).stop()),
        "GB-ART-010");
    blocks(pickle(protocol(4).string(HexFormat.of().formatHex(SYSTEM)).stop()), "GB-ART-010");
    blocks(
        pickle(protocol(4).string(new String(SYSTEM, StandardCharsets.ISO_8859_1)).stop()),
        "GB-ART-010");
    byte[] twice = protocol(4).binary(protocol(4).binary(SYSTEM).stop()).stop();
    blocks(pickle(twice), "GB-ART-010");
  }

  @Test
  void partialOfSomethingDangerousIsBlocked() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("functools", "partial")
            .stackGlobal("mylib", "run")
            .tuple1()
            .reduce()
            .stop();
    blocks(pickle(bytes), "GB-ART-011");
  }

  @Test
  void whatCallsItsArgumentIsJudgedByTheArgument() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("torch._tensor", "_rebuild_from_type_v2")
            .op('(')
            .stackGlobal("mylib", "run")
            .op('N', ')', 'N', 't')
            .reduce()
            .stop();
    blocks(pickle(bytes), "GB-ART-011");
    byte[] computed =
        protocol(4)
            .stackGlobal("torch._tensor", "_rebuild_from_type_v2")
            .stackGlobal("builtins", "tuple")
            .op(')')
            .reduce()
            .reduce()
            .stop();
    blocks(pickle(computed), "GB-ART-011");
  }

  @Test
  void codeInTheStateOfAScipyDistributionIsBlocked() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("scipy.stats._continuous_distns", "norm_gen")
            .op(')')
            .raw(0x81)
            .op('}')
            .string("_parse_arg_template")
            .string("\nimport os\ndef _parse_args(self):\n    return os.getcwd()\n")
            .op('s', 'b')
            .stop();
    blocks(pickle(bytes), "GB-ART-010");
  }

  @Test
  void codeByDesignIsReviewed() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("cloudpickle.cloudpickle", "_make_function")
            .op('(', 'N', 'N', 'N', 'N', 't')
            .reduce()
            .stop();
    reviews(pickle(bytes), "GB-ART-010");
  }

  @Test
  void cve202624747ItemsPutIntoATensorAreBlocked() {
    byte[] bytes =
        protocol(4)
            .stackGlobal("torch._utils", "_rebuild_tensor_v2")
            .op(')')
            .reduce()
            .string("k")
            .op('N', 's')
            .stop();
    blocks(pickle(bytes), "GB-ART-011");
  }

  @Test
  void aPickleBetweenOtherBytesIsFound() {
    byte[] noise = new byte[5000];
    new java.util.Random(3).nextBytes(noise);
    noise[0] = 1;
    byte[] bytes = protocol(0).bytes(noise).bytes(SYSTEM).bytes(noise).toBytes();
    blocks(scan("weights.bin", bytes), "GB-ART-010");
    byte[] old = protocol(0).bytes(noise).text("cos\nsystem\n(S'echo'\ntR.").bytes(noise).toBytes();
    blocks(scan("weights.bin", old), "GB-ART-010");
  }

  @Test
  void bytesAfterStopAreNotClean() {
    isNotClean(pickle(protocol(4).integer(1).op('.').text("something else \u0001").toBytes()));
  }

  @Test
  void escapesInTextOpcodesAreRead() {
    int backslash = 92;
    byte[] bytes =
        protocol(4)
            .op('V')
            .raw(backslash)
            .text("u006fs\n")
            .op('V')
            .raw(backslash)
            .text("u0073ystem\n")
            .raw(0x93)
            .string("echo")
            .tuple1()
            .reduce()
            .stop();
    blocks(pickle(bytes), "GB-ART-010");
  }
}
