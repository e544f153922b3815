package dev.gambeson.artifact.scan.pickle;

/// What the machine reports of one pickle. Values are those of [Value]; the machine answers what
/// they hold.
interface Observer {
  /// Something is imported.
  ///
  /// @return its index, the same for the same module and name
  int imported(String module, String name, long at);

  /// An import whose module or name is not a literal string, or comes from the extension registry.
  void computedImport(String what, long at);

  /// Something is called.
  ///
  /// @param args the tuple of its arguments
  /// @return the value that stands for the result
  long called(Machine machine, long callee, How how, long args, long at);

  /// State is given to an object.
  void built(Machine machine, long target, long state, long at);

  /// Items are put into something.
  ///
  /// @param from first item on the stack: key, value, key, value
  /// @param to after the last one
  void itemsSet(Machine machine, long target, int from, int to, long at);

  /// Elements are added to something.
  void elementsAdded(Machine machine, long target, int from, int to, long at);

  /// A literal that may be a file of its own.
  ///
  /// @param from first byte of its content
  void literal(long from, long length, boolean isText, long at);

  /// The application is asked for an object.
  ///
  /// @return the value that stands for it
  long persistent(Machine machine, long id, long at);

  /// Something that different unpicklers read differently.
  void ambiguous(String title, String message, long at);

  /// Ways to call.
  enum How {
    /// With arguments.
    CALL,
    /// `cls.__new__(cls)` without arguments.
    NEW,
    /// `cls.__new__(cls, ...)`.
    NEW_WITH,
    /// INST or OBJ without arguments: a class is made empty, anything else is called.
    INSTANTIATE,
    /// By a function that calls what it is given.
    APPLIED
  }
}
