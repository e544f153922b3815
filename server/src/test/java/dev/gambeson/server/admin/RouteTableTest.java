package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.server.admin.port.Rejected;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  @Test
  void aParameterThatComesTwiceIsRefused() {
    assertThat(RouteTable.query("a=1&b=2", List.of("a", "b"))).containsEntry("a", "1");
    for (String twice : List.of("a=1&a=2", "a=1&%61=2", "c=1", "a=1&b=%zz")) {
      assertThatThrownBy(() -> RouteTable.query(twice, List.of("a", "b")))
          .as(twice)
          .isInstanceOf(Rejected.class);
    }
  }
}
