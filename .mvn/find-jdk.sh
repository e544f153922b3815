# Sourced by mvnw and gambeson: leaves JAVA_HOME pointing at a JDK 25.0.3 or later, or explains what is missing.
# Looks at JAVA_HOME, then `java` on the PATH, then the usual installation folders.

jdk_fits() { # $1: a JDK home. True when it is 25.0.3 or later and has a compiler.
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  jdk_version=$(sed -n 's/^JAVA_VERSION="\([0-9.]*\).*/\1/p' "$1/release")
  jdk_major=${jdk_version%%.*}
  [ -n "$jdk_major" ] || return 1
  [ "$jdk_major" -gt 25 ] && return 0
  [ "$jdk_major" -eq 25 ] || return 1
  case $jdk_version in
    25.0.[3-9]* | 25.0.[1-9][0-9]* | 25.[1-9]*) return 0 ;;
    *) return 1 ;;
  esac
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && jdk_fits "$JAVA_HOME"; then return 0; fi
  jdk_on_path=$(command -v javac 2>/dev/null || true)
  if [ -n "$jdk_on_path" ]; then
    jdk_on_path=$(readlink -f "$jdk_on_path" 2>/dev/null || printf '%s' "$jdk_on_path")
    jdk_on_path=${jdk_on_path%/bin/javac}
  fi
  set +f # mvnw switches globbing off
  for jdk_home in ${jdk_on_path:+"$jdk_on_path"} /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_fits "$jdk_home"; then
      JAVA_HOME=$jdk_home
      export JAVA_HOME
      return 0
    fi
  done
  cat >&2 <<'MESSAGE'
Gambeson needs a JDK 25.0.3 or later and found none.
  Looked at: JAVA_HOME, javac on the PATH, /usr/lib/jvm, /opt/java, ~/.sdkman, ~/.jdks, /Library/Java.
  Install one (for example Eclipse Temurin 25 from https://adoptium.net), then either put it in one of
  those places or set JAVA_HOME to it.
MESSAGE
  return 4
}
