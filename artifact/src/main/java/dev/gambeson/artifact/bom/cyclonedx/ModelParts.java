package dev.gambeson.artifact.bom.cyclonedx;

import static dev.gambeson.artifact.bom.cyclonedx.Parts.safe;

import dev.gambeson.artifact.bom.Completeness;
import dev.gambeson.artifact.bom.DataPart;
import dev.gambeson.artifact.bom.FilePart;
import dev.gambeson.artifact.bom.ModelPart;
import dev.gambeson.artifact.bom.Place;
import java.util.ArrayList;
import java.util.List;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.OrganizationalContact;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.component.ModelCard;
import org.cyclonedx.model.component.data.ComponentData;
import org.cyclonedx.model.component.data.DatasetChoice;
import org.cyclonedx.model.component.modelCard.Considerations;
import org.cyclonedx.model.component.modelCard.InputOutputParameter;
import org.cyclonedx.model.component.modelCard.ModelParameters;
import org.cyclonedx.model.component.modelCard.PerformanceMetric;
import org.cyclonedx.model.component.modelCard.QuantitativeAnalysis;

/// Models and data as components.
final class ModelParts {
  private ModelParts() {}

  static Component model(ModelPart model) {
    Component component = new Component();
    component.setType(Component.Type.MACHINE_LEARNING_MODEL);
    component.setBomRef(safe(model.ref()));
    component.setName(safe(model.card().title().isEmpty() ? model.name() : model.card().title()));
    if (!model.card().version().isEmpty()) {
      component.setVersion(safe(model.card().version()));
    }
    if (!model.card().description().isEmpty()) {
      component.setDescription(safe(model.card().description()));
    }
    if (!model.card().author().isEmpty()) {
      OrganizationalContact author = new OrganizationalContact();
      author.setName(safe(model.card().author()));
      component.setAuthors(List.of(author));
    }
    if (model.files().size() == 1) {
      Parts.hashes(component, model.files().getFirst().digests());
    } else {
      model.files().forEach(f -> component.addComponent(file(f)));
    }
    Parts.licences(model.card().licences()).ifPresent(component::setLicenses);
    component.setModelCard(card(model.card()));
    component.setEvidence(Parts.evidence(Place.of(model.files().getFirst().name())));
    properties(component, model);
    return component;
  }

  private static Component file(FilePart file) {
    Component component = new Component();
    component.setType(Component.Type.FILE);
    component.setBomRef(safe("file:" + file.name()));
    component.setName(safe(file.name()));
    Parts.hashes(component, file.digests());
    component.addProperty(new Property("gambeson:bytes", Long.toString(file.bytes())));
    return component;
  }

  private static void properties(Component component, ModelPart model) {
    Completeness completeness = Completeness.of(model);
    property(component, "kind", model.kind());
    property(
        component, "bytes", Long.toString(model.files().stream().mapToLong(FilePart::bytes).sum()));
    property(component, "documentation-score", Integer.toString(completeness.score()));
    property(component, "documentation-missing", String.join(", ", completeness.missing()));
    model.verdict().ifPresent(v -> property(component, "scan-verdict", v));
    property(component, "framework", model.card().framework());
    property(component, "base-model", String.join(", ", model.card().baseModels()));
    model.card().facts().forEach((k, v) -> property(component, "fact:" + k, v));
  }

  private static void property(Component component, String name, String value) {
    if (!value.isEmpty()) {
      component.addProperty(new Property("gambeson:" + safe(name), safe(value)));
    }
  }

  private static ModelCard card(ModelPart.Card card) {
    ModelParameters parameters = new ModelParameters();
    if (!card.task().isEmpty()) {
      parameters.setTask(safe(card.task()));
    }
    if (!card.architecture().isEmpty()) {
      parameters.setArchitectureFamily(safe(card.architecture()));
    }
    String exact = card.facts().getOrDefault("architectures", "");
    if (!exact.isEmpty()) {
      parameters.setModelArchitecture(safe(exact));
    }
    if (!card.inputs().isEmpty()) {
      parameters.setInputs(formats(card.inputs()));
    }
    if (!card.outputs().isEmpty()) {
      parameters.setOutputs(formats(card.outputs()));
    }
    if (!card.datasets().isEmpty()) {
      parameters.setDatasets(card.datasets().stream().map(ModelParts::dataset).toList());
    }
    ModelCard written = new ModelCard();
    written.setModelParameters(parameters);
    considerations(card, written);
    metrics(card, written);
    return written;
  }

  private static List<InputOutputParameter> formats(List<String> texts) {
    List<InputOutputParameter> list = new ArrayList<>();
    for (String text : texts) {
      InputOutputParameter parameter = new InputOutputParameter();
      parameter.setFormat(safe(text));
      list.add(parameter);
    }
    return list;
  }

  private static DatasetChoice dataset(String name) {
    DatasetChoice choice = new DatasetChoice();
    choice.setRef(safe("data:" + name));
    return choice;
  }

  private static void considerations(ModelPart.Card card, ModelCard written) {
    if (card.uses().isEmpty() && card.limitations().isEmpty()) {
      return;
    }
    Considerations considerations = new Considerations();
    if (!card.uses().isEmpty()) {
      considerations.setUseCases(List.of(safe(card.uses())));
    }
    if (!card.limitations().isEmpty()) {
      considerations.setTechnicalLimitations(List.of(safe(card.limitations())));
    }
    written.setConsiderations(considerations);
  }

  private static void metrics(ModelPart.Card card, ModelCard written) {
    if (card.metrics().isEmpty()) {
      return;
    }
    List<PerformanceMetric> list = new ArrayList<>();
    for (String text : card.metrics()) {
      int colon = text.indexOf(": ");
      PerformanceMetric metric = new PerformanceMetric();
      metric.setType(safe(colon < 0 ? text : text.substring(0, colon)));
      metric.setValue(safe(colon < 0 ? "" : text.substring(colon + 2)));
      list.add(metric);
    }
    QuantitativeAnalysis analysis = new QuantitativeAnalysis();
    analysis.setPerformanceMetrics(list);
    written.setQuantitativeAnalysis(analysis);
  }

  static Component data(DataPart data) {
    Component component = new Component();
    component.setType(Component.Type.DATA);
    component.setBomRef(safe(data.ref()));
    component.setName(safe(data.name()));
    data.file()
        .ifPresent(f -> {
          Parts.hashes(component, f.digests());
          component.setEvidence(Parts.evidence(Place.of(f.name())));
          property(component, "bytes", Long.toString(f.bytes()));
        });
    Parts.licences(data.licences()).ifPresent(component::setLicenses);
    property(component, "kind", data.kind());
    ComponentData content = new ComponentData();
    content.setType(ComponentData.ComponentDataType.DATASET);
    content.setName(safe(data.name()));
    component.setData(List.of(content));
    return component;
  }
}
