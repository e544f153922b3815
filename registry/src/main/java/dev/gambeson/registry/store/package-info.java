/// Objects by content: where bytes lie (a folder, S3), how they are sealed, how they are proven
/// whole when they are read.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry.store;
