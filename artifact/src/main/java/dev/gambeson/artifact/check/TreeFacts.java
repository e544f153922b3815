package dev.gambeson.artifact.check;

import java.util.List;
import java.util.Set;

/// What one pass over a saved tree ensemble found.
///
/// @param trees number of trees
/// @param features number of features that the file says it has; -1 when it does not say
/// @param maxFeature largest feature index that a split uses; -1 without splits
/// @param minFeature smallest one; 0 without splits
/// @param objective what it was trained for
/// @param oddities content that the format does not have
record TreeFacts(
    int trees,
    long features,
    long maxFeature,
    long minFeature,
    String objective,
    List<String> oddities) {
  /// Objectives that XGBoost or LightGBM define.
  static final Set<String> OBJECTIVES =
      Set.of(
          "binary:logistic",
          "binary:logitraw",
          "binary:hinge",
          "multi:softprob",
          "multi:softmax",
          "reg:squarederror",
          "reg:linear",
          "reg:logistic",
          "reg:squaredlogerror",
          "reg:pseudohubererror",
          "reg:absoluteerror",
          "reg:quantileerror",
          "reg:gamma",
          "reg:tweedie",
          "count:poisson",
          "survival:cox",
          "survival:aft",
          "rank:pairwise",
          "rank:ndcg",
          "rank:map",
          "binary",
          "multiclass",
          "multiclassova",
          "softmax",
          "cross_entropy",
          "cross_entropy_lambda",
          "xentropy",
          "xentlambda",
          "regression",
          "regression_l1",
          "huber",
          "fair",
          "poisson",
          "quantile",
          "mape",
          "gamma",
          "tweedie",
          "lambdarank",
          "rank_xendcg");

  TreeFacts {
    oddities = List.copyOf(oddities);
  }
}
