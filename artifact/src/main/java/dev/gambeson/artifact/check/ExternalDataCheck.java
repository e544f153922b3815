package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.ExternalData;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// GB-ART-002.
final class ExternalDataCheck extends FileCheck {
  private static final Pattern ABSOLUTE =
      Pattern.compile("^([/\\\\~]|[A-Za-z]:|[A-Za-z][\\w+.-]*://).*", Pattern.DOTALL);
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-ART-002",
          "External data paths",
          "Does loading the model open any other file?",
          "A tensor may name a file that the runtime reads on loading: a model from outside can so read secrets of the"
              + " machine that loads it (CVE-2022-25882, CVE-2024-27318).",
          "Every tensor is visited: initializers, attributes, subgraphs, local functions and their defaults, sparse"
              + " tensors, training graphs. Absolute paths, `..`, addresses and links that lead out of the model's folder"
              + " fail; files inside the folder are reported. No named file is opened.",
          "The content of external files inside the folder is not examined.",
          "Save the model as one file (onnx.save without external data).",
          Severity.CRITICAL,
          List.of("ML06:2023", "AML.T0010.003", "AML.T0011.000"),
          List.of());

  ExternalDataCheck(SharedContent shared) {
    super(INFO, shared);
  }

  @Override
  String onnx(Content.Onnx content, Flaws flaws, CheckContext context) {
    for (ExternalData data : ExternalData.in(content.file().model())) {
      String why = escape(Optional.of(flaws.file()), data.location());
      if (why.isEmpty()) {
        flaws.add(
            Severity.LOW,
            "tensor in another file",
            "%s keeps its values in '%s', inside the model's folder."
                .formatted(data.path(), data.location()),
            data.path());
      } else {
        flaws.add(
            context.severity(INFO),
            "path out of the model",
            "%s takes its values from '%s', which %s.".formatted(data.path(), data.location(), why),
            data.path());
      }
    }
    return "No tensor names another file.";
  }

  /// Why a location leads out of the folder of the model; empty when it stays inside.
  static String escape(Optional<Path> model, String location) {
    if (location.isBlank() || location.indexOf('\0') >= 0) {
      return "is no file name";
    }
    if (ABSOLUTE.matcher(location).matches()) {
      return "is an absolute path or address";
    }
    if (List.of(location.split("[/\\\\]")).contains("..")) {
      return "climbs out of the folder";
    }
    Path folder = model.map(m -> m.toAbsolutePath().normalize().getParent()).orElse(null);
    if (folder == null) {
      return "";
    }
    try {
      Path target = folder.resolve(location);
      boolean leaves = Files.exists(target) && !target.toRealPath().startsWith(folder.toRealPath());
      return leaves ? "is a link that leads out of the folder" : "";
    } catch (InvalidPathException | IOException e) {
      return "cannot be resolved";
    }
  }

  @Override
  String trees(Content.Trees content, Flaws flaws, CheckContext context) {
    return "A " + content.format().title() + " model has no way to name another file.";
  }
}
