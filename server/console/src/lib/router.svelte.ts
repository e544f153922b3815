/** Where we are: the parts of the address behind the hash, decoded. */
function read(): string[] {
  const parts = location.hash.replace(/^#\/?/, '').split('/');
  try {
    return parts.filter((p) => p !== '').map(decodeURIComponent);
  } catch {
    return [];
  }
}

class Router {
  parts = $state.raw<string[]>(read());

  constructor() {
    addEventListener('hashchange', () => (this.parts = read()));
  }

  get page(): string {
    return this.parts[0] ?? 'overview';
  }
}

export const router = new Router();

/** The address of a place in the console. */
export function href(...parts: string[]): string {
  return '#/' + parts.map(encodeURIComponent).join('/');
}
