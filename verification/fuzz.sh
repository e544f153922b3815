#!/usr/bin/env bash
# Fuzzes one parser of the scanner with Jazzer: verification/fuzz.sh KIND SECONDS [SEED_FOLDER...]
# KIND is a name of `ArtifactScanner.kinds()`, `any` (content decides), or `table` (the readers of tables). Seeds: real files of that kind; the corpus grows in
# verification/target/fuzz/KIND. A crash, a hang of 10 s or more than 512 MiB of memory stops it and leaves the input there.
set -euo pipefail
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
find_jdk
kind=$1 seconds=$2
shift 2
out=verification/target/fuzz/$kind
mkdir -p "$out/corpus" verification/target/fuzz/lib
[ -f verification/target/fuzz/cp.txt ] || {
  ./mvnw -B -q -Pquick -DskipTests test-compile org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=target/fuzz/cp.txt -Dmdep.includeScope=test -pl verification -am
}
jazzer=$(sed -n 's#.*<jazzer.version>\(.*\)</jazzer.version>.*#\1#p' pom.xml)
for artifact in jazzer jazzer-api; do
  [ -f "verification/target/fuzz/lib/$artifact-$jazzer.jar" ] || ./mvnw -B -q -N org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
    -Dartifact="com.code-intelligence:$artifact:$jazzer" -DoutputDirectory="$PWD/verification/target/fuzz/lib"
done
target=dev.gambeson.verification.fuzz.ScanTarget
[ "$kind" = any ] && kind=
[ "$kind" = table ] && target=dev.gambeson.verification.fuzz.SourceTarget
exec "$JAVA_HOME/bin/java" -Xmx512m -Xss2m --enable-native-access=ALL-UNNAMED -Dgambeson.fuzz.kind="$kind" \
  -cp "verification/target/fuzz/lib/*:verification/target/test-classes:verification/target/classes:$(cat verification/target/fuzz/cp.txt)" \
  com.code_intelligence.jazzer.Jazzer --target_class=$target --instrumentation_includes='dev.gambeson.artifact.**:dev.gambeson.data.**' --keep_going=1 --disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection:com.code_intelligence.jazzer.runtime.TraceCmpHooks \
  --reproducer_path="$out" -artifact_prefix="$out/" -timeout=10 -rss_limit_mb=0 -max_len=${FUZZ_MAX_LEN:-8192} -max_total_time="$seconds" -print_final_stats=1 "$out/corpus" "$@"
