package dev.gambeson.registry.ledger;

import java.time.Instant;

/// The ledger's word that an entry is on the disk.
///
/// Guarantees: the entry survives a crash of the process and of the machine, as far as the disk
/// keeps what it said it wrote. It is no proof for a third party; that is an [InclusionProof] under
/// a signed [Checkpoint].
///
/// @param index of the entry, from 0
/// @param time what was recorded
/// @param leaf hash of the entry
public record Receipt(long index, Instant time, Hash leaf) {}
