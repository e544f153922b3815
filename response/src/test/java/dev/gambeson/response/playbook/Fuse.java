package dev.gambeson.response.playbook;

import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.store.Document;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.response.store.IncidentStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Kills a node at its n-th contact with the world, before or after it took effect. A dead node
/// reaches nothing any more.
final class Fuse {
  private final int at;
  private final boolean before;
  private int contacts;
  private boolean dead;

  Fuse(int at, boolean before) {
    this.at = at;
    this.before = before;
  }

  static Fuse never() {
    return new Fuse(Integer.MAX_VALUE, true);
  }

  boolean isDead() {
    return dead;
  }

  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private synchronized <T> T contact(Supplier<T> effect) {
    live();
    contacts++;
    if (contacts == at && before) {
      dead = true;
      throw new Killed();
    }
    T result = effect.get();
    if (contacts == at) {
      dead = true;
      throw new Killed();
    }
    return result;
  }

  private void live() {
    if (dead) {
      throw new Killed();
    }
  }

  private <T> T look(Supplier<T> question) {
    live();
    return question.get();
  }

  IncidentStore around(IncidentStore store) {
    return new IncidentStore() {
      @Override
      public Appended append(Incident after, IncidentEvent event) {
        return contact(() -> store.append(after, event));
      }

      @Override
      public Optional<Incident> incident(String id) {
        return look(() -> store.incident(id));
      }

      @Override
      public Optional<Incident> latest(String key) {
        return look(() -> store.latest(key));
      }

      @Override
      public List<IncidentEvent> events(String incident, long after, int limit) {
        return look(() -> store.events(incident, after, limit));
      }

      @Override
      public List<Incident> incidents(IncidentFilter filter, int limit) {
        return look(() -> store.incidents(filter, limit));
      }

      @Override
      public boolean put(Document document) {
        return contact(() -> store.put(document));
      }

      @Override
      public Optional<Document> document(String kind, String id) {
        return look(() -> store.document(kind, id));
      }

      @Override
      public List<Document> documents(String kind, String owner, int limit) {
        return look(() -> store.documents(kind, owner, limit));
      }

      @Override
      public List<Document> due(String kind, Instant now, int limit) {
        return look(() -> store.due(kind, now, limit));
      }

      @Override
      public long count(String kind) {
        return look(() -> store.count(kind));
      }

      @Override
      public boolean remove(String kind, String id, long version) {
        return contact(() -> store.remove(kind, id, version));
      }
    };
  }

  Actions around(Actions actions) {
    return new Actions() {
      @Override
      public Optional<String> obstacle(Action action) {
        return look(() -> actions.obstacle(action));
      }

      @Override
      public String perform(Action action, String key) throws ActionFailedException {
        return contact(() -> {
          try {
            return actions.perform(action, key);
          } catch (ActionFailedException e) {
            throw new AssertionError(e);
          }
        });
      }

      @Override
      public void undo(Action action, String receipt, String key) {
        contact(() -> {
          try {
            actions.undo(action, receipt, key);
            return true;
          } catch (ActionFailedException e) {
            throw new AssertionError(e);
          }
        });
      }
    };
  }
}
