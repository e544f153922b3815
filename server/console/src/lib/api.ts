import { session } from './session.svelte';

/** An answer that is not the one hoped for, with a sentence for the person. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

const ROOT = './api/v1';

async function call<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(ROOT + path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch {
    throw new ApiError(0, 'unreachable', 'The gateway does not answer. Is it running?');
  }
  if (response.status === 204) {
    return undefined as T;
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) {
    return body as T;
  }
  const problem = (body ?? {}) as { error?: string; message?: string };
  if (response.status === 401 && !path.startsWith('/session/')) {
    session.lost();
  }
  throw new ApiError(
    response.status,
    problem.error ?? 'unknown',
    problem.message ?? `The gateway answered with status ${response.status}.`,
  );
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return call<T>(path, signal ? { signal } : {});
}

export function post<T = void>(path: string, body: unknown = {}): Promise<T> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gambeson-console': '1' },
    body: JSON.stringify(body),
  });
}

/** A path of the API with each part encoded, so that names may hold anything. */
export function at(...parts: string[]): string {
  return '/' + parts.map(part).join('/');
}

/** Browsers take the parts . and .. away, even encoded; the server refuses such names anyway. */
function part(text: string): string {
  return encodeURIComponent(text);
}

export function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : 'Something went wrong.';
}
