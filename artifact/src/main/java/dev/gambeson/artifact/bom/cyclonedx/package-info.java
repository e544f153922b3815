/// Bills as CycloneDX 1.6, JSON and XML, checked against the official schemas.
@NullMarked
package dev.gambeson.artifact.bom.cyclonedx;

import org.jspecify.annotations.NullMarked;
