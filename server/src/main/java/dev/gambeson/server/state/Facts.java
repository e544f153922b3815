package dev.gambeson.server.state;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Single facts about the server as a whole, by name.
public final class Facts {
  private final Database database;

  public Facts(Database database) {
    this.database = database;
  }

  /// A fact.
  public Optional<String> find(String name) {
    return database.read(handle -> find(handle, name));
  }

  private static Optional<String> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT content FROM facts_of_server WHERE name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne();
  }

  /// Sets a fact unless it is set, and tells what holds now.
  public String putIfAbsent(String name, String content) {
    Optional<String> found = find(name);
    if (found.isPresent()) {
      return found.get();
    }
    return database
        .writeUnlessTaken(handle -> {
          insert(handle, name, content);
          return content;
        })
        .or(() -> find(name)) // another node was first
        .orElse(content);
  }

  /// Sets a fact.
  public void put(String name, String content) {
    database.write(handle -> {
      remove(handle, name);
      insert(handle, name, content);
      return true;
    });
  }

  /// Removes a fact if it still is what the caller thinks.
  ///
  /// @return whether this call removed it
  public boolean remove(String name, String content) {
    return database.write(handle ->
        handle
                .createUpdate(
                    "DELETE FROM facts_of_server WHERE name = :name AND content = :content")
                .bind("name", name)
                .bind("content", content)
                .execute()
            == 1);
  }

  private static void remove(Handle handle, String name) {
    handle
        .createUpdate("DELETE FROM facts_of_server WHERE name = :name")
        .bind("name", name)
        .execute();
  }

  private static void insert(Handle handle, String name, String content) {
    handle
        .createUpdate("INSERT INTO facts_of_server (name, content) VALUES (:name, :content)")
        .bind("name", name)
        .bind("content", content)
        .execute();
  }
}
