package dev.gambeson.data.contract;

/// One suggested line of a contract.
///
/// @param column the column it is about
/// @param key of the contract file: `type`, `nulls`, `min`, `length`, `allowed`, `coverage`,
///   `unique`
/// @param value as written in the file
/// @param reason what was seen, with figures
/// @param held whether it is true of the fifth of the rows that it was not learnt from; those that
///   are not are written as comments
public record Suggestion(String column, String key, String value, String reason, boolean held) {}
