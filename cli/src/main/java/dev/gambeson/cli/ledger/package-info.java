/// `gambeson ledger`: verify, prove, show, co-sign and export a tamper-evident ledger.
@org.jspecify.annotations.NullMarked
package dev.gambeson.cli.ledger;
