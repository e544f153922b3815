package dev.gambeson.registry.catalog;

/// A deed in its place.
///
/// @param sequence from 1, without gaps
/// @param ledgerIndex where the ledger holds it
public record HistoryLine(long sequence, Deed deed, long ledgerIndex) {}
