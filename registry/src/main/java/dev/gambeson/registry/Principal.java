package dev.gambeson.registry;

/// A user who has shown who he is to this registry. Only [Registry#authenticate] makes one.
///
/// Holds no permission of its own: roles are read anew for every action, so that a user who is
/// switched off or loses a role is stopped at once. Not protected: code in the same JVM can forge
/// anything by reflection. Who runs an embedded registry holds its files and keys anyway; across a
/// trust boundary the registry belongs behind a server.
public final class Principal {
  private final String name;
  private final Object registry;

  Principal(String name, Object registry) {
    this.name = name;
    this.registry = registry;
  }

  /// User name.
  public String name() {
    return name;
  }

  @SuppressWarnings("ReferenceEquality") // the mark is an identity
  boolean belongsTo(Object other) {
    return registry == other;
  }

  @Override
  public String toString() {
    return "Principal[" + name + "]";
  }
}
