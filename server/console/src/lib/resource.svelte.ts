import { messageOf } from './api';

/** Something that is loaded, and loaded again now and then while the page is looked at. */
export class Resource<T> {
  data = $state.raw<T | undefined>(undefined);
  error = $state('');
  loading = $state(true);
  #turn = 0;

  constructor(
    private readonly load: () => Promise<T>,
    everySeconds = 0,
  ) {
    $effect(() => {
      void this.reload();
      if (everySeconds === 0) {
        return;
      }
      const timer = setInterval(() => {
        if (!document.hidden) {
          void this.reload();
        }
      }, everySeconds * 1000);
      return () => clearInterval(timer);
    });
  }

  /** Loads it; an answer that was overtaken by a later question is dropped. */
  reload = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const data = await this.load();
      if (turn === this.#turn) {
        this.data = data;
        this.error = '';
      }
    } catch (e) {
      if (turn === this.#turn) {
        this.error = messageOf(e);
      }
    } finally {
      if (turn === this.#turn) {
        this.loading = false;
      }
    }
  };
}
