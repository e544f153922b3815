/// The door to the scanner of model files, data files and folders: what is read is never run.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan;
