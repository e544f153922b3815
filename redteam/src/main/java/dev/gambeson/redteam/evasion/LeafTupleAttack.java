package dev.gambeson.redteam.evasion;

/// Placeholder until the trees arrive.
record LeafTupleAttack() implements Attack {
  @Override
  public String name() {
    return "leaf tuples (trees)";
  }

  @Override
  public Found[] search(Chunk chunk) {
    throw new UnsupportedOperationException();
  }
}
