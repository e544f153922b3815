package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Estimate;

/// What a threshold says about rows.
///
/// @param suspicion per row, higher is further out
/// @param trusted suspicion of trusted rows that were not learnt from; none without trusted rows
/// @param p per row, the probability of a clean row as far out as this one
/// @param held per row, whether it is held back
/// @param excess share of rows beyond the threshold, less the share of clean rows beyond it
/// @param basis what the threshold rests on, one clause
/// @param features says which features make a row odd
@SuppressWarnings("ArrayRecordComponent") // package-private, passed along without copies
record OutlierJudgement(
    double[] suspicion,
    double[] trusted,
    double[] p,
    boolean[] held,
    Estimate excess,
    String basis,
    Ecod.Model features) {}
