/// Archives and compressed files: zip, tar, gzip, zlib, bzip2, xz, lzma, 7z. Each is read once by
/// our own reader; kinds of archive (PyTorch, Keras, JAR ...) plug in as [ArchiveKind].
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.archive;
