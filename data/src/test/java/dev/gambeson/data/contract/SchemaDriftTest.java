package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.profile.TableProfile;
import dev.gambeson.data.profile.TableSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaDriftTest {
  private static TableSummary summary(Batch batch) {
    TableProfile profile = new TableProfile();
    profile.add(batch);
    return profile.summary();
  }

  private static List<CheckResult> drift(Batch before, Batch now) {
    return SchemaDrift.compare(
        summary(before), summary(now), "t", Tables.context(Policy.defaults()));
  }

  /// 200 rows of a header and a row.
  private static Batch rows(String header, String row) {
    String[] lines = new String[201];
    java.util.Arrays.fill(lines, row);
    lines[0] = header;
    return Tables.of(lines);
  }

  private static List<String> titles(List<CheckResult> results, String aspect) {
    return Tables.aspect(results, "GB-DATA-017", aspect).findings().stream()
        .map(Finding::title)
        .toList();
  }

  @Test
  void theSameShapePasses() {
    var results = drift(rows("a,b", "1,x"), rows("a,b", "2,y"));
    assertThat(results).allMatch(r -> r.outcome().orElseThrow().id().equals("pass"));
    assertThat(results).allMatch(r -> r.findings().isEmpty());
  }

  @Test
  void columnsThatWentCameAndMovedAreTold() {
    var results = drift(rows("a,b,amount", "1,x,2"), rows("b,a,amuont", "x,1,2"));
    assertThat(titles(results, "columns"))
        .containsExactlyInAnyOrder("Column gone", "New column", "Columns reordered");
  }

  @Test
  void aColumnOfAnotherTypeIsTold() {
    assertThat(titles(drift(rows("a", "1"), rows("a", "one")), "types"))
        .containsExactly("Another type");
  }

  @Test
  void decimalsThatHappenToBeWholeAreNoDrift() {
    assertThat(titles(drift(rows("a", "1.5"), rows("a", "1")), "types")).isEmpty();
    assertThat(titles(drift(rows("a", "1"), rows("a", "1.5")), "types")).hasSize(1);
  }

  @Test
  void aColumnThatIsEmptiedFailsAndOneGapIsANote() {
    var emptied = drift(rows("a,b", "1,x"), rows("a,b", ",x"));
    assertThat(Tables.outcome(emptied, "GB-DATA-017", "empty cells")).isEqualTo("fail");
    String[] lines = new String[1001];
    java.util.Arrays.fill(lines, "1,x");
    lines[0] = "a,b";
    lines[7] = ",x";
    var gap = drift(rows("a,b", "1,x"), Tables.of(lines));
    assertThat(Tables.outcome(gap, "GB-DATA-017", "empty cells")).isEqualTo("pass");
    assertThat(titles(gap, "empty cells")).containsExactly("Empty cells in a column that had none");
  }

  @Test
  void anEmptyTableIsNoPass() {
    assertThat(drift(rows("a", "1"), Tables.of("a")).getFirst().outcome().orElseThrow().id())
        .isEqualTo("inconclusive");
  }
}
