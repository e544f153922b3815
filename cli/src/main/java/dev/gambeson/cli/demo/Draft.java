package dev.gambeson.cli.demo;

/// A payment before its place in the card's history is known.
record Draft(
    Customer customer,
    long second,
    Scenario scenario,
    double amount,
    MerchantCategory category,
    String country,
    String channel,
    double distanceKm,
    boolean newDevice) {}
