/// Chat templates (Jinja): parsed and judged, never rendered.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.template;
