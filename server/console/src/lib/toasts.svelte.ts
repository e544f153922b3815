/** Short messages about what was done, read out by screen readers. */
class Toasts {
  all = $state.raw<{ id: number; text: string; bad: boolean }[]>([]);
  #next = 0;

  say(text: string, bad = false) {
    const id = this.#next++;
    this.all = [...this.all.slice(-3), { id, text, bad }];
    setTimeout(() => this.drop(id), bad ? 12_000 : 6_000);
  }

  drop(id: number) {
    this.all = this.all.filter((t) => t.id !== id);
  }
}

export const toasts = new Toasts();
