package dev.gambeson.artifact.scan.text;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.Scans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String DOCUMENT = "GB-ART-027";
  private static final String CODE = "GB-ART-010";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": [1, 2.5, NaN, null, true], \"b\": {\"c\": \"d\"}}",
        "{\"architectures\": [\"BertModel\"], \"model_type\": \"bert\"}",
        "{\"a\": 1}\n{\"a\": 2}\n",
        "{\"@class\": \"org.deeplearning4j.nn.conf.layers.DenseLayer\", \"nout\": 3}",
        "{\"class\":\"org.apache.spark.ml.PipelineModel\",\"sparkVersion\":\"4.0.0\"}",
        "{\"@type\": \"Dataset\", \"@context\": \"https://schema.org\"}",
        "[]",
        "{\"weight_map\": {\"w\": \"model-00001.safetensors\"}}"
      })
  void ordinaryJsonIsClean(String json) {
    isClean(scan("config.json", json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"com.sun.rowset.JdbcRowSetImpl\", {\"dataSourceName\": \"ldap://x/y\"}]",
        "{\"x\": [\"org.springframework.context.support.ClassPathXmlApplicationContext\", [\"http://x\"]]}",
        "{\"@type\": \"com.sun.rowset.JdbcRowSetImpl\", \"autoCommit\": true}",
        "{\"@class\": \"javax.naming.InitialContext\"}",
        "{\"@class\": \"[Lcom.sun.rowset.JdbcRowSetImpl;\"}",
        "{\"\\u0040class\": \"javax.naming.InitialContext\"}",
        "{\"com.sun.rowset.JdbcRowSetImpl\": {}}",
        "{\"$type\": \"System.Windows.Data.ObjectDataProvider, PresentationFramework\"}",
        "{\"class\":\"com.evil.Stage\",\"sparkVersion\":\"4.0.0\"}"
      })
  void jsonThatBuildsDangerousObjectsIsBlocked(String json) {
    blocks(scan("data.json", json), DOCUMENT);
  }

  @Test
  void jsonPickleCallsAreBlocked() {
    blocks(scan("m.json", "{\"py/object\": \"os.system\"}"), CODE);
    blocks(scan("m.json", "{\"py/reduce\": [{\"py/type\": \"subprocess.Popen\"}, []]}"), CODE);
  }

  @Test
  void typedJsonInUtf16IsReadToo() {
    byte[] wide = "{\"@class\": \"javax.naming.InitialContext\"}".getBytes(StandardCharsets.UTF_16);
    blocks(scan("data.json", wide), DOCUMENT);
  }

  @Test
  void aRepeatedKeyThatMattersIsBlocked() {
    blocks(scan("config.json", "{\"auto_map\": {}, \"auto_map\": {}}"), "GB-ART-016");
  }

  @Test
  void noBeginningOfJsonIsClean() {
    byte[] json = "{\"a\": [1, 2, {\"b\": \"c\"}]}".getBytes(StandardCharsets.UTF_8);
    Scans.noBeginningIsClean("a.json", json);
    Scans.survivesDamage("a.json", json);
  }

  @Test
  void jsonNestedBeyondUseIsInconclusive() {
    isNotClean(scan("a.json", "[".repeat(200_000)));
  }

  @Test
  void codeOfAnotherRepositoryIsBlocked() {
    blocks(
        scan("config.json", "{\"auto_map\": {\"AutoModel\": \"evil/repo--modeling.X\"}}"),
        "GB-ART-020");
  }

  @Test
  void repositoryCodeIsJudgedByWhatItImportsAndCalls() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{\"auto_map\": {\"AutoModel\": \"modeling_x.X\"}}");
    blocks(file(config), "GB-ART-020");
    Path code = folder.resolve("modeling_x.py");
    Files.writeString(code, "import torch\nfrom torch import nn\nclass X(nn.Module):\n  pass\n");
    reviews(file(config), "GB-ART-020");
    Files.writeString(code, "import torch\nimport subprocess\n");
    blocks(file(config), "GB-ART-020");
    Files.writeString(code, "__import__('os').system('echo x')\n");
    blocks(file(config), "GB-ART-020");
  }

  private static FileReport file(Path path) {
    return ArtifactScanner.standard().scan(path.toString(), path);
  }

  @Test
  void cve202434359TemplateInATokenizerIsBlocked() {
    blocks(
        scan(
            "tokenizer_config.json",
            "{\"chat_template\": [{\"name\": \"a\", \"template\": \"{{ ''.__class__ }}\"}]}"),
        "GB-ART-019");
  }

  @Test
  void weightsOutsideTheFolderAreBlocked() {
    blocks(scan("m.index.json", "{\"weight_map\": {\"w\": \"../../etc/passwd\"}}"), "GB-ART-014");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !!python/object/apply:os.system ['echo x']\n",
        "a: !!python/object/new:os.system [x]\n",
        "a: !!python/name:os.system\n",
        "a: !<tag:yaml.org,2002:python/object/apply:os.system> [x]\n",
        "%TAG ! tag:yaml.org,2002:python/object/apply:\n---\na: !os.system [x]\n",
        "a: !!javax.script.ScriptEngineManager [x]\n",
        "a: !!python%2Fobject%2Fapply:os.system [x]\n",
        "? !!python/object/apply:os.system [x]\n: b\n",
        "a: !ruby/object:Gem::Installer\n  i: x\n",
        "ok: 1\n---\nb: !!python/object/apply:os.system [x]\n",
        "a: !!python/object/apply:os.system [x]\nb: [unclosed\n"
      })
  void yamlTagsThatBuildObjectsAreBlocked(String yaml) {
    blocks(scan("config.yaml", yaml), DOCUMENT);
    blocks(scan("config.cfg2", yaml), DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_target_: os.system\n",
        "\"\\x5ftarget_\": os.system\n",
        "a: {_target_: subprocess.run, args: [x]}\n",
        "x: &a os.system\ny:\n  _target_: *a\n",
        "base: &b\n  _target_: builtins.exec\nuse:\n  <<: *b\n",
        "_target_: torch.hub.load\n",
        "_target_: numpy.load\n",
        "_target_: hydra.utils.get_method\n",
        "_target_: pip.main\n",
        "class_path: os.popen\ninit_args: {}\n",
        "!!str _target_: !!str os.system\n",
        "m: !apply:os.system [x]\n",
        "m: !new:subprocess.Popen [x]\n",
        "target: os.system\nparams: {}\n"
      })
  void cve202523304DangerousTargetsAreBlocked(String yaml) {
    blocks(scan("model_config.yaml", yaml), CODE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_target_: nemo.collections.asr.modules.AudioToMel\nn: 80\n",
        "a: [1, 2, {b: c}]\nd: !!binary aGVsbG8=\n",
        "name: x\nvalue: &v 3\nother: *v\n",
        "optimizer:\n  _target_: torch.optim.Adam\n  lr: 1.0e-3\n"
      })
  void ordinaryYamlIsClean(String yaml) {
    isClean(scan("model_config.yaml", yaml));
  }

  @Test
  void aliasesThatMultiplyAreExhaustion() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
      String alias = "*a" + (i - 1);
      yaml.append("a%d: &a%d [".formatted(i, i))
          .append((alias + " , ").repeat(9))
          .append(alias)
          .append("]\n");
    }
    blocks(scan("a.yaml", yaml.toString()), "GB-ART-018");
  }

  @Test
  void brokenYamlIsInconclusive() {
    isNotClean(scan("a.yaml", "a: [1, 2\nb: }\n"));
    Scans.survivesDamage("a.yaml", "a: {b: [c, d]}\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anMlflowModelWithItsOwnLoaderIsReviewed() {
    reviews(
        scan("MLmodel", "flavors:\n  python_function:\n    loader_module: mine\n    code: code\n"),
        "GB-ART-020");
    isClean(scan("MLmodel", "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch\n--index-url http://example.invalid/simple\n",
        "torch\n--extra-index-url=https://packages.example.invalid/\n",
        "torch\n--trusted-host example.invalid\n",
        "pkg @ git+https://github.com/a/b\n",
        "https://example.invalid/a-1.0-py3-none-any.whl\n",
        "reqeusts==2.0\n",
        "tensorfow\n",
        "-i https://example.invalid/x\n"
      })
  void requirementsThatCanBeHijackedAreReviewed(String text) {
    reviews(scan("requirements.txt", text), "GB-ART-026");
  }

  @Test
  void ordinaryRequirementsAreClean() {
    isClean(
        scan(
            "requirements.txt",
            "# comment\nnumpy>=1.0\ntorch==2.1 --hash=sha256:"
                + "0".repeat(64)
                + "\n--extra-index-url https://download.pytorch.org/whl/cu121\n"
                + "pkg @ git+https://github.com/a/b@"
                + "0123456789".repeat(4)
                + "\nscikit_learn\n"));
  }

  @Test
  void aPointerIsNotTheModel() {
    FileReport report =
        scan(
            "model.safetensors",
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n");
    assertThat(report.verdict().id()).isEqualTo("inconclusive");
  }
}
