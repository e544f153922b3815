/// Files that people and programs write as text: JSON, YAML, notebooks, requirements, plain text.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.text;
