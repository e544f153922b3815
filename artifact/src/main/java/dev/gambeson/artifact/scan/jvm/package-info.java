/// Files of the Java world: serialised objects, class files, JARs, and the models that Java
/// libraries write. No class is ever loaded.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.jvm;
