/// What the registry knows about versions, kept in H2 or PostgreSQL, changed only through intents.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry.metadata;
