package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.OnnxSupport;
import dev.gambeson.artifact.onnx.OnnxWalk;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// GB-ART-003.
final class OperatorCheck extends FileCheck {
  private static final Set<String> STANDARD =
      Set.of(
          "ai.onnx",
          "ai.onnx.ml",
          "ai.onnx.training",
          "ai.onnx.preview",
          "ai.onnx.preview.training");
  private static final Pattern FOREIGN =
      Pattern.compile(
          "pyop|pyoperator|python.*|pyfunc.*|.*pythonop|aten|javascript|jsop|wasm.*|externalcommand|system|exec|shell|eval|customscript");
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-ART-003",
          "Operators",
          "Does the model consist of standard operators, whose code comes with the runtime?",
          "An operator of a custom domain needs a foreign library, which runs with the rights of the server; some, such as"
              + " PyOp, run code given in the model.",
          "Every operator, in subgraphs and local functions too, must be of the domains ai.onnx, ai.onnx.ml or"
              + " ai.onnx.training, or be a function defined in the model. com.microsoft is reported as specific to one"
              + " runtime. Tree ensembles must name a known objective.",
          "Standard operators can still waste memory: see GB-ART-004.",
          "Export the model with standard operators, or review the library that provides the operator.",
          Severity.HIGH,
          List.of("ML06:2023", "AML.T0011.000", "AML.T0018.002"),
          List.of());

  OperatorCheck(SharedContent shared) {
    super(INFO, shared);
  }

  private record Operator(String domain, String type) implements Comparable<Operator> {
    @Override
    public int compareTo(Operator o) {
      int byDomain = domain.compareTo(o.domain);
      return byDomain != 0 ? byDomain : type.compareTo(o.type);
    }

    @Override
    public String toString() {
      return domain + ":" + type;
    }
  }

  private record Uses(String first, int count) {}

  @Override
  String onnx(Content.Onnx content, Flaws flaws, CheckContext context) {
    ModelProto model = content.file().model();
    Set<Operator> own =
        model.getFunctionsList().stream()
            .map(f -> new Operator(OnnxSupport.domain(f.getDomain()), f.getName()))
            .collect(Collectors.toSet());
    Map<Operator, Uses> uses = uses(model);
    uses.forEach((op, use) -> judge(op, use, own.contains(op), flaws, context));
    return "All %d kinds of operator are standard.".formatted(uses.size());
  }

  private static Map<Operator, Uses> uses(ModelProto model) {
    Map<Operator, Uses> uses = new TreeMap<>();
    OnnxWalk.walk(
        model,
        new OnnxWalk.Visitor() {
          @Override
          public void node(String path, NodeProto node) {
            uses.merge(
                new Operator(OnnxSupport.domain(node.getDomain()), node.getOpType()),
                new Uses(path, 1),
                (a, b) -> new Uses(a.first(), a.count() + b.count()));
          }
        });
    return uses;
  }

  private static void judge(Operator op, Uses use, boolean own, Flaws flaws, CheckContext context) {
    String times = use.count() == 1 ? "once" : use.count() + " times";
    boolean standard = STANDARD.contains(op.domain());
    if (!standard && FOREIGN.matcher(op.type().toLowerCase(Locale.ROOT)).matches()) {
      flaws.add(
          Severity.CRITICAL,
          "operator that runs foreign code",
          "%s is used %s, first at %s.".formatted(op, times, use.first()),
          use.first());
    } else if (own && standard) {
      flaws.add(
          context.severity(INFO),
          "standard operator redefined",
          "The model defines its own %s, used %s; readers differ on which one counts."
              .formatted(op, times),
          use.first());
    } else if (op.domain().startsWith("com.microsoft")) {
      flaws.add(
          Severity.LOW,
          "operator of one runtime",
          "%s is used %s; only ONNX Runtime knows it.".formatted(op, times),
          use.first());
    } else if (!own && !standard) {
      flaws.add(
          context.severity(INFO),
          "operator of a custom domain",
          "%s is used %s, first at %s; it needs a foreign library."
              .formatted(op, times, use.first()),
          use.first());
    }
  }

  @Override
  String trees(Content.Trees content, Flaws flaws, CheckContext context) {
    String objective = content.facts().objective();
    String name = objective.split("[ ,]", 2)[0];
    if (!TreeFacts.OBJECTIVES.contains(name)) {
      flaws.add(
          Severity.MEDIUM,
          "unknown objective",
          "The model was trained for '%s', which neither XGBoost nor LightGBM defines."
              .formatted(name.length() > 80 ? name.substring(0, 80) : name));
    }
    return "A tree ensemble holds no operators; its objective is " + name + ".";
  }
}
