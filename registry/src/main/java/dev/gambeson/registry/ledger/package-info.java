/// The tamper-evident ledger: an append-only Merkle log that anyone can verify offline.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry.ledger;
