package dev.gambeson.artifact.scan.jvm;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.noBeginningFrom;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.Scans;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaStreamTest {
  private static final String RULE = "GB-ART-025";

  private interface Maker extends Supplier<String>, Serializable {}

  private static Object everyKindOfData() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("list", new ArrayList<>(List.of(1, 2L, 3.0, 4f, 'c', true, (short) 1, (byte) 2)));
    map.put("immutable", List.of(1, 2, 3));
    map.put("immutableMap", Map.of("a", 1, "b", 2));
    map.put("sorted", new TreeMap<>(Map.of("a", 1, "b", 2)));
    map.put("deque", new ArrayDeque<>(List.of(1)));
    map.put("linked", new LinkedList<>(List.of("x")));
    map.put("set", new HashSet<>(Set.of("a")));
    map.put("concurrent", new ConcurrentHashMap<>(Map.of("k", "v")));
    map.put("enum", new EnumMap<>(Map.of(TimeUnit.DAYS, 1)));
    map.put("dates", List.of(Instant.EPOCH, LocalDate.EPOCH));
    map.put("numbers", List.of(BigInteger.TEN, new BigDecimal("1.5")));
    map.put("arrays", new Object[] {new double[3][4], new int[] {1}, new String[] {"a"}});
    map.put(
        "other",
        new Object[] {new BitSet(9), Locale.UK, new Properties(), Collections.emptyList()});
    map.put("long", "x".repeat(70_000));
    map.put("again", map.get("list"));
    return map;
  }

  @Test
  void dataOfTheJdkIsClean() {
    isClean(scan("data.ser", StreamBytes.of(everyKindOfData())));
  }

  @Test
  void exceptionsAsDataAreClean() {
    isClean(scan("e.ser", StreamBytes.of(new IllegalStateException("why"))));
  }

  @Test
  void aStreamCutOffAnywhereIsNeverClean() {
    noBeginningFrom(4, "data.ser", StreamBytes.of(new TreeMap<>(Map.of("a", new double[] {1, 2}))));
  }

  @Test
  void damageIsAnsweredWithAVerdict() {
    Scans.survivesDamage("data.ser", StreamBytes.of(new HashMap<>(Map.of("a", List.of(1, "b")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.commons.collections.functors.InvokerTransformer",
        "org.apache.commons.collections4.functors.InstantiateTransformer",
        "org.apache.commons.collections.keyvalue.TiedMapEntry",
        "org.apache.commons.beanutils.BeanComparator",
        "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
        "org.codehaus.groovy.runtime.MethodClosure",
        "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
        "com.sun.syndication.feed.impl.ObjectBean",
        "com.mchange.v2.c3p0.PoolBackedDataSource",
        "javax.management.BadAttributeValueExpException",
        "com.sun.rowset.JdbcRowSetImpl",
        "java.rmi.server.UnicastRemoteObject",
        "sun.rmi.server.UnicastRef",
        "java.net.URL",
        "org.aspectj.weaver.tools.cache.SimpleCache$StoreableCachingMap",
        "org.python.core.PyMethod",
        "com.sun.org.apache.bcel.internal.util.ClassLoader",
        "bsh.XThis",
        "clojure.inspector.proxy$javax.swing.table.AbstractTableModel$ff19274a",
        "org.hibernate.engine.spi.TypedValue",
        "sun.reflect.annotation.AnnotationInvocationHandler",
        "java.beans.EventHandler",
        "java.security.SignedObject",
        "java.lang.Runtime",
        "com.fasterxml.jackson.databind.node.POJONode",
        "scala.sys.process.ProcessBuilderImpl"
      })
  void aClassOfAPublishedAttackIsBlocked(String name) {
    blocks(scan("model.bin", new StreamBytes().object(name).bytes()), RULE);
    blocks(scan("array.bin", gadgetArray(name)), RULE);
  }

  private static byte[] gadgetArray(String name) {
    return new StreamBytes()
        .add(o -> o.writeByte(0x75))
        .desc("[[L" + name + ";")
        .add(o -> o.writeInt(0))
        .bytes();
  }

  @Test
  void urldnsInsideAHashMapIsBlocked() throws Exception {
    Map<Object, Object> map = new HashMap<>();
    map.put(new java.io.File("x"), List.of(Optional.empty().isPresent()));
    byte[] plain = StreamBytes.of(map);
    isClean(scan("map.ser", plain));
    map.put(java.net.URI.create("http://127.0.0.1/").toURL(), 1);
    blocks(scan("map.ser", StreamBytes.of(map)), RULE);
  }

  @Test
  void anUnknownClassIsBlockedWithAFilterToUse() {
    FileReport report = scan("m.ser", StreamBytes.of(new ArrayList<>(List.of(new Own()))));
    blocks(report, RULE);
    assertThat(report.flaws().getFirst().message())
        .contains("JavaStreamTest$Own", "ObjectInputFilter 'maxdepth=1000;java.util.**;!*'");
  }

  @Test
  void aSerialisedLambdaIsBlocked() {
    Maker maker = () -> "x";
    blocks(scan("m.ser", StreamBytes.of(maker)), RULE);
  }

  @Test
  void aProxyIsBlocked() {
    Object proxy =
        java.lang.reflect.Proxy.newProxyInstance(
            JavaStreamTest.class.getClassLoader(), new Class<?>[] {Maker.class}, new Handler());
    FileReport report = scan("m.ser", StreamBytes.of(proxy));
    blocks(report, RULE);
    assertThat(report.flaws()).anyMatch(flaw -> flaw.title().equals("dynamic proxy"));
  }

  @Test
  void aGadgetAsSuperClassIsBlocked() {
    byte[] bytes =
        new StreamBytes()
            .add(o -> {
              o.writeByte(0x73);
              o.writeByte(0x72);
              o.writeUTF("java.util.ArrayList");
              o.writeLong(1);
              o.writeByte(2);
              o.writeShort(0);
              o.writeByte(0x78);
            })
            .desc("org.springframework.beans.factory.ObjectFactory")
            .bytes();
    blocks(scan("m.ser", bytes), RULE);
  }

  @Test
  void theSecondStreamInAFileIsReadToo() {
    byte[] first = StreamBytes.of(1);
    byte[] second = new StreamBytes().object("org.codehaus.groovy.runtime.MethodClosure").bytes();
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    blocks(scan("m.ser", both), RULE);
  }

  @Test
  void aStreamInAByteArrayIsReadToo() {
    byte[] inner = new StreamBytes().object("java.lang.ProcessBuilder").bytes();
    blocks(scan("m.ser", StreamBytes.of(List.of(inner))), RULE);
  }

  @Test
  void whatFollowsAnUnreadableClassWasStillJudgedBefore() {
    byte[] bytes =
        new StreamBytes().object("javax.naming.InitialContext").add(o -> o.writeByte(0x73)).bytes();
    blocks(scan("m.ser", bytes), RULE);
  }

  @Test
  void bytesAfterTheLastObjectAreHidden() {
    byte[] bytes =
        new StreamBytes().object("java.lang.Integer").add(o -> o.writeBytes("hidden")).bytes();
    isNotClean(scan("m.ser", bytes));
  }

  @Test
  void anArrayLargerThanTheFileIsExhaustion() {
    byte[] bytes =
        new StreamBytes()
            .add(o -> o.writeByte(0x75))
            .desc("[B")
            .add(o -> o.writeInt(Integer.MAX_VALUE))
            .bytes();
    blocks(scan("m.ser", bytes), "GB-ART-018");
  }

  @Test
  void aCollectionThatAnnouncesTooMuchIsExhaustion() {
    byte[] bytes = StreamBytes.of(new ArrayList<>(List.of(1)));
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("xp") + 2;
    bytes[at] = 0x7f;
    blocks(scan("m.ser", bytes), "GB-ART-018");
  }

  @Test
  void serialDosIsExhaustion() {
    blocks(scan("m.ser", nestedSets(40)), "GB-ART-018");
  }

  private static byte[] nestedSets(int levels) {
    StreamBytes bytes = new StreamBytes();
    for (int i = 0; i < levels; i++) {
      bytes.add(o -> {
        o.writeByte(0x73);
        o.writeByte(0x72);
        o.writeUTF("java.util.HashSet");
        o.writeLong(1);
        o.writeByte(3);
        o.writeShort(0);
        o.writeByte(0x78);
        o.writeByte(0x70);
      });
    }
    for (int i = 0; i < levels; i++) {
      bytes.add(o -> o.writeByte(0x78));
    }
    return bytes.bytes();
  }

  @Test
  void deepNestingEndsWithAVerdict() {
    StreamBytes bytes = new StreamBytes();
    for (int i = 0; i < 200_000; i++) {
      bytes.add(o -> o.writeByte(0x75)).desc("[Ljava.lang.Object;").add(o -> o.writeInt(1));
    }
    isNotClean(scan("m.ser", bytes.bytes()));
  }

  @Test
  void aSecretInATextAsksForAReview() {
    reviews(
        scan("m.ser", StreamBytes.of("hf_" + "aB3dE5gH7j".repeat(4).substring(0, 34))),
        "GB-ART-021");
  }

  private static final class Own implements Serializable {
    private static final long serialVersionUID = 1;
  }

  private static final class Handler implements java.lang.reflect.InvocationHandler, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
      return "";
    }
  }
}
