package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords(new SecureRandom());

  @Test
  void aHashFitsItsPasswordAndNoOther() {
    String hash = passwords.hash("grey lantern 52 orbit");
    assertThat(passwords.matches("grey lantern 52 orbit", hash)).isTrue();
    assertThat(passwords.matches("grey lantern 52 orbiT", hash)).isFalse();
    assertThat(passwords.hash("grey lantern 52 orbit")).isNotEqualTo(hash);
  }

  /// Made by the reference implementation: `argon2 somesalt -id -t 2 -m 16 -p 1`.
  @Test
  void hashesOfTheReferenceImplementationAreUnderstood() {
    assertThat(
            passwords.matches(
                "password",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
        .isTrue();
  }

  @Test
  void onePasswordIsOnePasswordWhateverKeyboardWroteIt() {
    String hash = passwords.hash("caf\u00e9 lantern 52 orbit");
    assertThat(passwords.matches("cafe\u0301 lantern 52 orbit", hash)).isTrue();
  }

  @Test
  void longPasswordsAreTakenWhole() {
    Passwords passwords = new Passwords(new java.security.SecureRandom());
    String first = "correct horse battery staple and more ".repeat(3) + "ending-A1";
    passwords.check(first, "somebody");
    String hash = passwords.hash(first);
    assertThat(first.length()).isBetween(64, 128);
    assertThat(passwords.matches(first, hash)).isTrue();
    assertThat(passwords.matches(first.replace("A1", "A2"), hash)).isFalse();
  }

  @Test
  void brokenAndExpensiveHashesFitNothing() {
    for (String bad :
        new String[] {
          "",
          "plain",
          "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
          "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
          "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
          "$argon2id$v=19$m=1,t=1,p=4$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        }) {
      assertThat(passwords.matches("password", bad)).as(bad).isFalse();
    }
  }
}
