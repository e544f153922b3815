package dev.gambeson.response.store;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MemoryIncidentStoreTest {
  @TestFactory
  Stream<DynamicTest> keepsTheContract() {
    return StoreContract.cases(new MemoryIncidentStore(), UUID.randomUUID().toString())
        .entrySet()
        .stream()
        .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> c.getValue().run()));
  }
}
