/** The time, for words such as "5 minutes ago"; moves every ten seconds. */
class Now {
  ms = $state(Date.now());

  constructor() {
    setInterval(() => (this.ms = Date.now()), 10_000);
  }
}

export const now = new Now();
