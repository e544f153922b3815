import type { SessionState } from './types';

/** Who is logged in, as the gateway says. */
class Session {
  state = $state<SessionState | undefined>(undefined);
  expired = $state(false);

  get name(): string {
    return this.state?.name ?? '';
  }

  get in(): boolean {
    return this.state?.name != null;
  }

  may(permission: string): boolean {
    return this.state?.may.includes(permission) ?? false;
  }

  set(state: SessionState) {
    this.state = state;
    this.expired = false;
  }

  /** The gateway does not know this session any more. */
  lost() {
    if (this.state?.name != null) {
      this.expired = true;
      this.state = { ...this.state, name: null, role: null, may: [], local: false, factor: false, mustEnrol: false };
    }
  }
}

export const session = new Session();
