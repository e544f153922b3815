/// `gambeson registry`: versions, promotion, rollback.
@org.jspecify.annotations.NullMarked
package dev.gambeson.cli.registry;
