import type { CloudTokenResponse } from '../../src/contract/cloud.ts';

/** What a call to the cloud is let in by. Where there is none (a proxy on the same origin adds its own) null stands in its place. */
export interface Credentials {
  /** What to send now. */
  bearer(): Promise<string>;
  /** Called after it was refused: a fresh one, or the same where there is no other. */
  refresh(): Promise<string>;
}

/** Whether a header can hold it as it is. */
export function isBearer(value: unknown): value is string {
  return typeof value === 'string' && /^[\u0021-\u007e]+$/.test(value);
}

/** The key of an account. For servers: whoever opens a page can read what the page carries. */
export function keyCredentials(apiKey: string): Credentials {
  return { bearer: async () => apiKey, refresh: async () => apiKey };
}

/** A short-lived token of the user, from the app's own server or as the broker answers it. */
export type GetToken = () => Promise<string | Pick<CloudTokenResponse, 'token'>>;

/** Tokens, each used until it is refused: the clock of a device is no judge of when that is. */
export function tokenCredentials(getToken: GetToken): Credentials {
  let token: string | null = null;
  let asking: Promise<string> | null = null;
  const ask = async (): Promise<string> => {
    try {
      // in a later breath: what throws at once would be over before it is noted here that it is asked for
      const given = await Promise.resolve().then(getToken);
      const fresh = typeof given === 'string' ? given : given.token;
      // what can never be sent can never be refused either
      token = isBearer(fresh) ? fresh : null;
      return fresh;
    } finally {
      asking = null;
    }
  };
  const fresh = (): Promise<string> => {
    token = null;
    return (asking ??= ask());
  };
  return { bearer: async () => token ?? fresh(), refresh: fresh };
}
