import { warnOfKeyInPage } from '../../../runtime/key-in-page.ts';
import { VoiceSessionError } from '../errors.ts';

/** How a session of OpenAI proves whose it is. */
export interface RealtimeCredential {
  /** Gives a short-lived token (`ek_…`), which a server of your own asks OpenAI for. Asked once per connection. */
  readonly getToken?: (() => Promise<string> | string) | undefined;
  /** The account's key: for servers. Default in Node: OPENAI_API_KEY. Refused in a page. */
  readonly apiKey?: string | undefined;
  /** Lets a page use `apiKey`, which whoever opens the page can read. Default false. */
  readonly keyInPage?: boolean | undefined;
  /** There is none: a proxy of your own adds it. */
  readonly proxied?: boolean | undefined;
}

/** @returns null where a proxy adds it @throws VoiceSessionError voice_session.no_token or voice_session.not_possible_here */
export async function secretOf({ getToken, apiKey, keyInPage = false, proxied = false }: RealtimeCredential): Promise<string | null> {
  if (proxied) return null;
  const secret = getToken ? await tokenOf(getToken) : (apiKey ?? envKey());
  if (!secret) throw new VoiceSessionError('voice_session.no_token', 'There is no credential. Give getToken(), in Node also apiKey or OPENAI_API_KEY.');
  if (inPage() && !secret.startsWith('ek_')) {
    if (!keyInPage) {
      const message =
        'A page must not hold the key of an account: whoever opens it can read it. Give getToken(), which asks your server for a short-lived token (ek_…).';
      throw new VoiceSessionError('voice_session.not_possible_here', message);
    }
    warnOfKeyInPage();
  }
  return secret;
}

async function tokenOf(getToken: () => Promise<string> | string): Promise<string> {
  try {
    const token: unknown = await getToken();
    return typeof token === 'string' ? token : '';
  } catch (cause) {
    throw new VoiceSessionError('voice_session.no_token', 'getToken failed: see cause.', { cause });
  }
}

const inPage = (): boolean => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

const envKey = (): string | undefined => ('process' in globalThis && typeof process === 'object' ? process.env?.['OPENAI_API_KEY'] : undefined);
