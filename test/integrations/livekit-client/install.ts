import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { LivekitRoom } from '../../../src/integrations/livekit-client.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** What goes out of a room. */
export interface SentPacket {
  readonly value: { readonly case: string; readonly value: Readonly<Record<string, unknown>> };
  readonly destinationIdentities: readonly string[];
}

/** The engine under a room, which packets come from and go to. */
export interface RoomEngine {
  emit(event: 'dataPacketReceived', packet: unknown, encryption: number): boolean;
  emit(event: 'restarting'): boolean;
  sendDataPacket: (packet: SentPacket) => Promise<void>;
}

/** As much of the package's rooms as is used, and of what is under them. */
export interface RealRoom extends LivekitRoom {
  readonly engine: RoomEngine;
  setAndEmitConnectionState(state: 'connected'): boolean;
  /** As joining does first, and as leaving or losing the connection does. */
  maybeCreateEngine(): void;
  handleDisconnect(): void;
  handleParticipantUpdates(participants: readonly unknown[]): void;
  emit(event: string, ...args: readonly unknown[]): boolean;
  removeAllListeners(): void;
}

type Message = new (init: object) => object;

export interface LivekitPackage {
  readonly Room: new () => RealRoom;
  readonly DataPacket: Message;
  readonly ParticipantInfo: Message;
  setLogLevel(level: string): void;
}

/** LiveKit's own package and its messages, installed as its lockfile says. */
export async function livekit(): Promise<LivekitPackage> {
  await installLocked(HERE, "LiveKit's client");
  const load = async (path: string): Promise<object> => (await import(/* @vite-ignore */ join(HERE, 'node_modules', path))) as object;
  const [client, protocol] = await Promise.all([load('livekit-client/dist/livekit-client.esm.mjs'), load('@livekit/protocol/dist/index.mjs')]);
  return { ...protocol, ...client } as LivekitPackage;
}
