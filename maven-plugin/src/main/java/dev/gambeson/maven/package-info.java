/// The scanner in a Maven build: `mvn dev.gambeson:gambeson-maven-plugin:scan`.
@org.jspecify.annotations.NullMarked
package dev.gambeson.maven;
