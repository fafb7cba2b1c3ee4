// names that blocks for pages and Node use without declaring them; each says what it is by its type alone
import type { PipecatClient } from '@pipecat-ai/client-js';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { TokenCredential } from '../../../src/voice/voice-live/credential.ts';

declare global {
  const runtime: Runtime;
  const workspaceId: string;
  const userId: string;
  const sessionId: string;
  const storageRoot: string;
  const passphrase: string;
  const secret: Uint8Array<ArrayBuffer>;
  const credentialId: Uint8Array<ArrayBuffer>;
  const vector: Float32Array;
  const query: Float32Array;
  const azureToken: TokenCredential['getToken'];
  const transport: ConstructorParameters<typeof PipecatClient>[0]['transport'];
  function getToken(): Promise<string>;
  function prfBytes(): Promise<Uint8Array<ArrayBuffer>>;
  function reply(text: string, context: string): Promise<string>;
  function show(role: string, text: string): void;
  function play(audio: string): void;
  function bar(share: number): void;
}
