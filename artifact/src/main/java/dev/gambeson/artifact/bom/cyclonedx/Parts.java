package dev.gambeson.artifact.bom.cyclonedx;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Licences;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Plain;
import java.util.List;
import java.util.Optional;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Evidence;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.component.evidence.Occurrence;

/// Libraries and the project as components.
final class Parts {
  private static final int MAX_TEXT = 4_000;

  private Parts() {}

  static String safe(String text) {
    return Plain.text(text, MAX_TEXT);
  }

  static Component project(Bill bill) {
    Component component = new Component();
    boolean onlyModels = bill.libraries().isEmpty() && !bill.models().isEmpty();
    component.setType(onlyModels ? Component.Type.FILE : Component.Type.APPLICATION);
    component.setBomRef(Bill.ROOT);
    component.setName(safe(bill.name()).isEmpty() ? "unnamed" : safe(bill.name()));
    if (!bill.version().isEmpty()) {
      component.setVersion(safe(bill.version()));
    }
    return component;
  }

  static Component library(Library library) {
    Component component = new Component();
    component.setType(Component.Type.LIBRARY);
    component.setBomRef(library.purl());
    int cut =
        library.ecosystem() == Ecosystem.MAVEN
            ? library.name().indexOf(':')
            : library.name().lastIndexOf('/');
    if (cut > 0) {
      component.setGroup(library.name().substring(0, cut));
    }
    component.setName(library.name().substring(cut + 1));
    if (!library.version().isEmpty()) {
      component.setVersion(safe(library.version()));
    }
    component.setPurl(library.purl());
    component.setScope(
        switch (library.scope()) {
          case REQUIRED -> Component.Scope.REQUIRED;
          case OPTIONAL -> Component.Scope.OPTIONAL;
          case DEVELOPMENT -> Component.Scope.EXCLUDED;
        });
    hashes(component, library.digests());
    licences(library.licences()).ifPresent(component::setLicenses);
    component.setEvidence(evidence(library.declared()));
    component.addProperty(new Property("gambeson:direct", Boolean.toString(library.direct())));
    if (!library.constraint().isEmpty()) {
      component.addProperty(new Property("gambeson:asked", safe(library.constraint())));
    }
    if (!library.source().isEmpty()) {
      component.addProperty(new Property("gambeson:source", safe(library.source())));
    }
    return component;
  }

  /// CycloneDX takes one hash per algorithm as that of the component; a Python library has one per
  /// wheel, so that all stand there.
  static void hashes(Component component, List<Digest> digests) {
    for (Digest digest : digests) {
      component.addHash(new Hash(digest.algorithm(), digest.hex()));
    }
  }

  static Optional<LicenseChoice> licences(List<String> licences) {
    if (licences.isEmpty()) {
      return Optional.empty();
    }
    LicenseChoice choice = new LicenseChoice();
    for (String licence : licences) {
      License one = new License();
      if (Licences.isId(licence)) {
        one.setId(licence);
      } else {
        one.setName(safe(licence).isEmpty() ? "unnamed" : safe(licence));
      }
      choice.addLicense(one);
    }
    return Optional.of(choice);
  }

  static Evidence evidence(Place place) {
    Occurrence occurrence = new Occurrence();
    occurrence.setLocation(safe(place.file()));
    if (place.line() > 0) {
      occurrence.setLine(place.line());
    }
    Evidence evidence = new Evidence();
    evidence.addOccurrence(occurrence);
    return evidence;
  }
}
