/// Versions of data sets and models: stored by content, promoted on evidence, rolled back in one
/// move, encrypted at rest, every privileged action in the ledger.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry;
