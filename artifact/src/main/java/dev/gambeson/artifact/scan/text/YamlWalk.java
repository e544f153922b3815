package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Walks composed YAML once, however often its nodes are aliased.
final class YamlWalk {
  private static final long BOMB = 5_000_000;
  private static final Pattern DOTTED = Pattern.compile("[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)+");
  private static final Set<String> PAIRED =
      Set.of("target", "class", "cls", "callable", "func", "function");
  private static final Set<String> ARGUMENTS =
      Set.of("params", "init_args", "kwargs", "args", "arguments", "init_kwargs", "_args_");

  private final Input input;
  private final Scan scan;
  private final DataRules rules;
  private final YamlTags tags;
  private final Templates templates;
  private final List<String> path = new ArrayList<>();
  private final List<String> view = Collections.unmodifiableList(path);
  private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  YamlWalk(Input input, Scan scan, DataRules rules, YamlTags tags) {
    this.input = input;
    this.scan = scan;
    this.rules = rules;
    this.tags = tags;
    this.templates = new Templates(scan);
  }

  void document(Node root) {
    if (size(root) > BOMB) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.HIGH,
          0,
          "aliases that multiply",
          "With its aliases followed, the document has more than %d nodes.".formatted(BOMB));
    }
    path.add("");
    node(root);
    path.removeLast();
  }

  /// Nodes, aliases counted as often as they stand; saturates. A node inside itself counts once.
  private long size(Node node) {
    Long known = sizes.get(node);
    if (known != null) {
      return known;
    }
    sizes.put(node, 1L);
    long size = 1;
    if (node instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        size = Math.min(BOMB + 1, size + size(element));
      }
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        size = Math.min(BOMB + 1, size + size(tuple.getKeyNode()) + size(tuple.getValueNode()));
      }
    }
    sizes.put(node, size);
    return size;
  }

  private static long at(Node node) {
    return node.getStartMark().map(mark -> (long) mark.getIndex()).orElse(0L);
  }

  private void node(Node node) {
    tags.judge(node.getTag().getValue(), at(node));
    if (node instanceof ScalarNode scalar) {
      scalar(scalar);
    } else if (seen.add(node)) {
      if (node instanceof SequenceNode sequence) {
        sequence.getValue().forEach(this::node);
      } else if (node instanceof MappingNode mapping) {
        mapping(mapping);
      }
    }
  }

  private void scalar(ScalarNode scalar) {
    String tag = scalar.getTag().getValue();
    if (tag.endsWith(":bool") || tag.endsWith(":int") || tag.endsWith(":float")) {
      rules.scalar(view, scalar.getValue(), at(scalar));
    } else if (!tag.endsWith(":null")) {
      rules.text(view, scalar.getValue(), at(scalar));
      templates.text(view, scalar.getValue(), at(scalar));
    }
  }

  private void mapping(MappingNode mapping) {
    Set<String> keys = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "";
      tags.judge(keyNode.getTag().getValue(), at(keyNode));
      if (!key.isEmpty() && !key.equals("<<") && !keys.add(key)) {
        scan.flag(
            Rules.AMBIGUITY,
            Severity.MEDIUM,
            at(keyNode),
            "repeated YAML key",
            "The key '%s' stands twice in one mapping: readers differ on which value counts."
                .formatted(Shown.text(key)));
      }
      rules.key(view, key, at(keyNode));
      if (!(keyNode instanceof ScalarNode)) {
        node(keyNode);
      }
      path.add(key);
      node(tuple.getValueNode());
      path.removeLast();
    }
    paired(mapping, keys);
  }

  /// `target` with `params` beside it, as latent diffusion configurations write it, and the
  /// `target` of a NeMo model.
  private void paired(MappingNode mapping, Set<String> keys) {
    boolean nemo = path.size() == 1 && input.depth() > 0;
    if (!nemo && Collections.disjoint(keys, ARGUMENTS)) {
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key
          && PAIRED.contains(key.getValue())
          && tuple.getValueNode() instanceof ScalarNode value
          && DOTTED.matcher(value.getValue()).matches()) {
        Targets.judge(value.getValue(), key.getValue(), input, scan, at(value));
      }
    }
  }
}
