/// What a version must show before it may reach a stage, and whether it does.
@org.jspecify.annotations.NullMarked
package dev.gambeson.registry.policy;
