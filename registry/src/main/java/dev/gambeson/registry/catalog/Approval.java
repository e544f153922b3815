package dev.gambeson.registry.catalog;

import java.time.Instant;

/// One person's word that a version may reach a stage.
public record Approval(Stage stage, String person, Instant at, String comment) {}
