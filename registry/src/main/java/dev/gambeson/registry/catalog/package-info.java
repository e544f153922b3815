/// The registry's words: kinds, stages, versions, manifests, lineage, history.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry.catalog;
