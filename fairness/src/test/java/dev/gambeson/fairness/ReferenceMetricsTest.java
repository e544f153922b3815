package dev.gambeson.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every metric that AIF360 and fairlearn gave on German credit, Adult and COMPAS, to 1e-9.
class ReferenceMetricsTest {
  private static final List<String> DATA = List.of("german", "adult", "compas");
  private static final Seed SEED = new Seed(1);

  @TestFactory
  List<DynamicTest> classificationMetricsEqualAif360() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String data : DATA) {
      FairnessAudit audit = Fixture.of(data, false).audit();
      Fixture.json(data + ".ref.json")
          .get("classification_metrics_test")
          .forEachEntry((attribute, metrics) -> {
            Map<String, Supplier<Estimate>> ours = ours(audit, attribute);
            metrics.forEachEntry((key, value) -> {
              String name = data + " " + attribute + " " + key;
              tests.add(
                  DynamicTest.dynamicTest(
                      name,
                      () -> {
                        if (value.isObject()) {
                          compareRates(audit, attribute, key, value);
                        } else {
                          assertThat(ours).as("we have " + key).containsKey(key);
                          close(ours.get(key).get(), value);
                        }
                      }));
            });
          });
    }
    assertThat(tests).hasSizeGreaterThan(6 * 40);
    return tests;
  }

  private static void compareRates(
      FairnessAudit audit, String attribute, String key, JsonNode value) {
    GroupAudit groups = audit.by(attribute);
    if (key.equals("num_instances")) {
      assertThat(groups.group("1").rows()).isEqualTo(value.get("priv").asLong());
      assertThat(groups.group("0").rows()).isEqualTo(value.get("unpriv").asLong());
      assertThat(audit.overall().rows()).isEqualTo(value.get("all").asLong());
      return;
    }
    Rate rate = Rate.valueOf(key.toUpperCase(Locale.ROOT));
    close(groups.group("1").rate(rate), value.get("priv"));
    close(groups.group("0").rate(rate), value.get("unpriv"));
    close(rate.of(audit.overall(), ""), value.get("all"));
  }

  private static Map<String, Supplier<Estimate>> ours(FairnessAudit audit, String attribute) {
    GroupAudit groups = audit.by(attribute);
    GroupAudit all = audit.intersection();
    Comparison c = groups.compare("0", "1");
    Map<String, Supplier<Estimate>> ours = new HashMap<>();
    for (Rate rate : Rate.values()) {
      String key = rate.name().toLowerCase(Locale.ROOT);
      ours.put(key + "_difference", () -> c.difference(rate));
      ours.put(key + "_ratio", () -> c.ratio(rate));
    }
    ours.put("statistical_parity_difference", c::statisticalParityDifference);
    ours.put("disparate_impact", c::disparateImpact);
    ours.put("equal_opportunity_difference", c::equalOpportunityDifference);
    ours.put("average_odds_difference", c::averageOddsDifference);
    ours.put("average_abs_odds_difference", c::averageAbsOddsDifference);
    ours.put("equalized_odds_difference", c::equalizedOddsDifference);
    ours.put("generalized_equalized_odds_difference", c::generalizedEqualizedOddsDifference);
    ours.put("average_predictive_value_difference", c::averagePredictiveValueDifference);
    ours.put("generalized_entropy_index", () -> groups.generalizedEntropyIndex(2));
    ours.put("generalized_entropy_index_alpha1", () -> groups.generalizedEntropyIndex(1));
    ours.put("generalized_entropy_index_alpha0.5", () -> groups.generalizedEntropyIndex(0.5));
    ours.put("theil_index", groups::theilIndex);
    ours.put("coefficient_of_variation", groups::coefficientOfVariation);
    ours.put(
        "between_group_generalized_entropy_index",
        () -> groups.betweenGroupGeneralizedEntropyIndex(2));
    ours.put("between_group_theil_index", groups::betweenGroupTheilIndex);
    ours.put("between_group_coefficient_of_variation", groups::betweenGroupCoefficientOfVariation);
    ours.put(
        "between_all_groups_generalized_entropy_index",
        () -> all.betweenGroupGeneralizedEntropyIndex(2));
    ours.put("between_all_groups_theil_index", all::betweenGroupTheilIndex);
    ours.put(
        "between_all_groups_coefficient_of_variation", all::betweenGroupCoefficientOfVariation);
    ours.put(
        "differential_fairness_bias_amplification",
        () -> all.differentialFairnessBiasAmplification(SEED));
    return ours;
  }

  @TestFactory
  List<DynamicTest> labelMetricsOfAllRowsEqualAif360() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String data : DATA) {
      FairnessAudit audit = Fixture.of(data, true).audit();
      Fixture.json(data + ".ref.json")
          .get("dataset_metrics_all_rows")
          .forEachEntry((attribute, m) ->
              tests.add(
                  DynamicTest.dynamicTest(
                      data + " " + attribute, () -> compareLabels(audit, attribute, m))));
    }
    assertThat(tests).hasSize(6);
    return tests;
  }

  private static void compareLabels(FairnessAudit audit, String attribute, JsonNode m) {
    GroupAudit groups = audit.by(attribute);
    Comparison c = groups.compare("0", "1");
    assertThat(audit.overall().rows()).isEqualTo(m.get("n").asLong());
    assertThat(groups.group("1").rows()).isEqualTo(m.get("n_priv").asLong());
    assertThat(groups.group("0").rows()).isEqualTo(m.get("n_unpriv").asLong());
    close(Rate.BASE_RATE.of(audit.overall(), ""), m.get("base_rate"));
    close(groups.group("1").rate(Rate.BASE_RATE), m.get("base_rate_priv"));
    close(groups.group("0").rate(Rate.BASE_RATE), m.get("base_rate_unpriv"));
    close(c.difference(Rate.BASE_RATE), m.get("statistical_parity_difference"));
    close(c.ratio(Rate.BASE_RATE), m.get("disparate_impact"));
    close(
        audit.intersection().smoothedDifferentialFairness(Rate.BASE_RATE, SEED),
        m.get("smoothed_edf"));
  }

  @TestFactory
  List<DynamicTest> furtherMetricsAndIntervalsEqualAif360AndScipy() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String data : DATA) {
      FairnessAudit audit = Fixture.of(data, false).audit();
      JsonNode extra = Fixture.json(data + ".extra.json");
      for (String attribute : audit.attributes()) {
        tests.add(
            DynamicTest.dynamicTest(
                data + " " + attribute,
                () -> compareExtra(audit.by(attribute), extra.get(attribute))));
      }
    }
    return tests;
  }

  private static void compareExtra(GroupAudit groups, JsonNode m) {
    Comparison c = groups.compare("0", "1");
    close(c.classImbalance(), m.get("class_imbalance_true"));
    close(c.klDivergence(), m.get("kl_divergence_true"));
    close(
        groups.smoothedDifferentialFairness(Rate.SELECTION_RATE, SEED), m.get("smoothed_edf_pred"));
    close(groups.differentialFairnessBiasAmplification(SEED), m.get("df_bias_amplification"));
    close(groups.betweenGroupGeneralizedEntropyIndex(2), m.get("between_group_gei_error"));
    close(groups.generalizedEntropyIndex(2), m.get("generalized_entropy_error"));
    closeWithInterval(c.statisticalParityDifference(), m.get("spd"), m.get("spd_newcombe95"));
    closeWithInterval(c.disparateImpact(), m.get("di"), m.get("di_katz_log95"));
    m.get("selection_ci")
        .forEachEntry((group, ci) -> {
          Estimate e = groups.group(group).rate(Rate.SELECTION_RATE);
          assertThat(e.n()).isEqualTo(ci.get("n").asLong());
          assertThat(e.low()).isCloseTo(ci.get("wilson95").get(0).asDouble(), within(1e-9));
          assertThat(e.high()).isCloseTo(ci.get("wilson95").get(1).asDouble(), within(1e-9));
        });
    // AIF360 takes the groups themselves as strata; the formula is then this one.
    double aif = 0;
    for (GroupAudit.Group group : groups.groups()) {
      StratifiedComparison one =
          new StratifiedComparison(
              "all",
              c,
              List.of(
                  new StratifiedComparison.Stratum(
                      "all", group.counts(), Confusion.EMPTY, groups.overall())));
      double n = group.rows();
      aif +=
          n / groups.overall().rows() * one.conditionalDemographicDisparity(Rate.BASE_RATE).value();
    }
    assertThat(aif)
        .isCloseTo(m.get("conditional_demographic_disparity_true").asDouble(), within(1e-9));
  }

  @TestFactory
  List<DynamicTest> groupsAndIntersectionsEqualFairlearn() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String data : DATA) {
      Fixture fixture = Fixture.of(data, false);
      FairnessAudit audit = fixture.audit();
      JsonNode ref = Fixture.json(data + ".ref.json").get("fairlearn_test");
      for (String attribute : audit.attributes()) {
        tests.add(
            DynamicTest.dynamicTest(
                data + " " + attribute,
                () -> {
                  compareFairlearn(audit.by(attribute), ref.get(attribute));
                  compareAuc(fixture, fixture.attribute(attribute), ref.get(attribute));
                }));
      }
      String both = String.join("+", audit.attributes());
      tests.add(
          DynamicTest.dynamicTest(
              data + " " + both, () -> compareFairlearn(audit.intersection(), ref.get(both))));
    }
    return tests;
  }

  private static final Map<String, Rate> FAIRLEARN =
      Map.of(
          "selection_rate", Rate.SELECTION_RATE,
          "tpr", Rate.TRUE_POSITIVE_RATE,
          "fpr", Rate.FALSE_POSITIVE_RATE,
          "accuracy", Rate.ACCURACY,
          "precision", Rate.POSITIVE_PREDICTIVE_VALUE);

  private static void compareFairlearn(GroupAudit groups, JsonNode ref) {
    ref.get("by_group")
        .forEachEntry((group, rates) -> {
          GroupAudit.Group ours = groups.group(group.replace("-", " & "));
          assertThat(ours.rows()).isEqualTo(ref.get("counts").get(group).asLong());
          FAIRLEARN.forEach((key, rate) -> close(ours.rate(rate), rates.get(key)));
        });
    FAIRLEARN.forEach((key, rate) -> {
      close(groups.difference(rate), ref.get("difference").get(key));
      close(groups.ratio(rate), ref.get("ratio").get(key));
      close(groups.differenceToOverall(rate), ref.get("difference_to_overall").get(key));
    });
    close(groups.difference(Rate.SELECTION_RATE), ref.get("demographic_parity_difference"));
    close(groups.ratio(Rate.SELECTION_RATE), ref.get("demographic_parity_ratio"));
    close(groups.equalizedOddsDifference(), ref.get("equalized_odds_difference"));
    close(groups.equalizedOddsRatio(), ref.get("equalized_odds_ratio"));
  }

  private static void compareAuc(Fixture fixture, Attribute attribute, JsonNode ref) {
    List<Estimate> auc = new GroupScores(fixture.decisions(), attribute).auc();
    close(auc.get(0), ref.get("auc_by_group").get("0"));
    close(auc.get(1), ref.get("auc_by_group").get("1"));
  }

  private static void close(Estimate ours, JsonNode theirs) {
    assertThat(ours.value()).as(ours.name()).isCloseTo(theirs.asDouble(), within(1e-9));
    assertThat(ours.low()).isLessThanOrEqualTo(ours.value());
    assertThat(ours.high()).isGreaterThanOrEqualTo(ours.value());
  }

  private static void closeWithInterval(Estimate ours, JsonNode value, JsonNode interval) {
    close(ours, value);
    assertThat(ours.low()).isCloseTo(interval.get(0).asDouble(), within(1e-9));
    assertThat(ours.high()).isCloseTo(interval.get(1).asDouble(), within(1e-9));
  }
}
