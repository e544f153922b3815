package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// YAML: settings, model descriptions, environments. Composed to plain nodes by a YAML 1.2 parser
/// that knows no classes; tags, targets and values are judged, aliases are counted.
final class YamlText extends TextKind {
  private static final int LONGEST = 8 << 20;
  private static final Set<String> ENDINGS = Set.of("yaml", "yml");
  private static final Set<String> NAMES = Set.of("mlmodel", "mlproject");
  private static final Pattern TAGGED =
      Pattern.compile(
          "!!(?:python|javax?|org|com)(?:[/.]|%2[Ff])\\w|!<tag:yaml\\.org,2002:(?:python|java)|!ruby/\\w"
              + "|!(?:new|apply):\\w|^%(?:TAG|YAML)\\b",
          Pattern.MULTILINE);

  @Override
  public String kind() {
    return "yaml";
  }

  @Override
  boolean fits(Input input, String head) {
    return ENDINGS.contains(input.ending())
        || NAMES.contains(input.baseName())
        || head.startsWith("%YAML")
        || (!Endings.isProse(input.ending())
            && input.size() <= LONGEST
            && !head.stripLeading().startsWith("<")
            && TAGGED.matcher(Texts.all(input)).find());
  }

  @Override
  public void parse(Input input, Scan scan) {
    String text = Texts.all(input);
    YamlTags tags = new YamlTags(input, scan);
    tags.raw(text);
    DataRules rules = new DataRules(input, scan);
    YamlWalk walk = new YamlWalk(input, scan, rules, tags);
    try {
      if (text.length() > LONGEST) {
        throw new Malformed(
            0, "%d characters of YAML; at most %d are parsed".formatted(text.length(), LONGEST));
      }
      for (Node document : new Compose(settings()).composeAllFromString(text)) {
        walk.document(document);
      }
      scan.ownAll();
    } catch (MarkedYamlEngineException e) {
      long at = e.getProblemMark().map(mark -> (long) mark.getIndex()).orElse(0L);
      throw new Malformed(at, "not valid YAML: " + Shown.text(String.valueOf(e.getProblem())));
    } catch (YamlEngineException e) {
      throw new Malformed(0, "not valid YAML: " + Shown.text(String.valueOf(e.getMessage())));
    } finally {
      scan.text(0, text);
      rules.finish();
    }
  }

  private static LoadSettings settings() {
    return LoadSettings.builder()
        .setAllowDuplicateKeys(true)
        .setMaxAliasesForCollections(Integer.MAX_VALUE)
        .setAllowRecursiveKeys(true)
        .setAllowNonScalarKeys(true)
        .setCodePointLimit(LONGEST + 1)
        .setUseMarks(true)
        .build();
  }
}
