import { fromBase64Url, toBase64Url } from './bytes.ts';

/** Signs small JSON values, so that what comes back is known to be ours. */
export interface Signer {
  /** `<value>.<signature>`, fit for a URL and a header. */
  sign(value: unknown): Promise<string>;
  /** The value of a text that was signed here; undefined for any other. */
  open(text: string): Promise<unknown>;
}

const LONGEST = 8192;
const SECRET_CHARS = 16;

/** HMAC-SHA256. What is signed for one `purpose` is nothing for another. @throws Error for a secret that is too short */
export async function createSigner(secret: string, purpose: string): Promise<Signer> {
  if (secret.length < SECRET_CHARS) throw new Error(`tokenSecret needs ${SECRET_CHARS} characters or more.`);
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify']);
  const signed = (body: string): Uint8Array<ArrayBuffer> => encoder.encode(`${purpose}.${body}`);
  return {
    sign: async (value) => {
      const body = toBase64Url(encoder.encode(JSON.stringify(value)));
      return `${body}.${toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed(body))))}`;
    },
    open: async (text) => {
      const [body = '', signature = '', ...rest] = text.length > LONGEST ? [] : text.split('.');
      const [bytes, mac] = [fromBase64Url(body), fromBase64Url(signature)];
      // compares in constant time
      if (rest.length > 0 || !bytes || !mac || !(await crypto.subtle.verify('HMAC', key, mac, signed(body)))) return undefined;
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return value;
    },
  };
}
