package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.template.ChatTemplates;
import java.util.Set;

/// Chat templates in files of their own (`chat_template.jinja`). Templates of other programs are
/// plain text.
final class TemplateText extends TextKind {
  private static final int LONGEST = 4 << 20;
  private static final Set<String> ENDINGS = Set.of("jinja", "jinja2", "j2");

  @Override
  public String kind() {
    return "chat-template";
  }

  @Override
  boolean fits(Input input, String head) {
    return ENDINGS.contains(input.ending())
        && (input.baseName().contains("chat")
            || input.depth() > 0
            || head.contains("messages")
            || Folder.of(input).holdsModel());
  }

  @Override
  public void parse(Input input, Scan scan) {
    if (input.size() > LONGEST) {
      scan.unread(
          Rules.EXHAUSTION,
          0,
          "template too long",
          "The template has %d bytes; at most %d are read.".formatted(input.size(), LONGEST));
      return;
    }
    scan.ownAll();
    ChatTemplates.examine(Texts.all(input), 0, scan);
  }
}
