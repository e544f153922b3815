/// Envelope encryption: a key-encryption key outside the registry wraps the store's keys, which
/// wrap one key per object.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry.crypt;
