import type { PlatformReport } from '../src/contract/diagnostics.ts';
import { before } from './deadline.ts';
import { hasRealAdapter } from './embed/webgpu/adapter.ts';

/** What a look for a graphics processor may take, in milliseconds. */
const ADAPTER_MS = 500;

/** As much of a global as is read here; each part may be absent. */
interface Surroundings {
  readonly navigator?: {
    readonly userAgent?: string;
    readonly hardwareConcurrency?: number;
    readonly deviceMemory?: number;
    readonly gpu?: unknown;
    readonly locks?: unknown;
    readonly serviceWorker?: unknown;
  };
  readonly process?: { readonly versions?: { readonly node?: string }; readonly platform?: string };
  readonly crossOriginIsolated?: boolean;
  readonly ServiceWorkerGlobalScope?: unknown;
  readonly WorkerGlobalScope?: unknown;
}

/** The one that names itself last is the one that it is: Edge says that it is Chrome, and Chrome that it is Safari. */
const ENGINES: readonly (readonly [name: string, version: RegExp])[] = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Headless)?Chrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+).*Safari\//],
];
const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Windows', /Windows|^win32$/],
  ['Android', /Android|^android$/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Macintosh|^darwin$/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /Linux|^linux$/],
];
/** What a Worker of Cloudflare calls itself. */
const WORKERD = 'Cloudflare-Workers';

/** Where this code runs. A user agent is not repeated: what some apps put into it is as good as a name. */
export async function readPlatform(kernel: PlatformReport['kernel'], from: Surroundings = globalThis): Promise<PlatformReport> {
  const { navigator = {}, process } = from;
  const { userAgent = '' } = navigator;
  const kind = kindOf(from);
  const has = (name: string): boolean => name in from;
  return {
    kind,
    engine: kind === 'node' ? `Node ${process?.versions?.node ?? 'unknown'}` : (named(ENGINES, userAgent) ?? 'unknown'),
    system: named(SYSTEMS, process?.platform ?? userAgent),
    cores: navigator.hardwareConcurrency ?? null,
    memoryGiB: navigator.deviceMemory ?? null,
    crossOriginIsolated: from.crossOriginIsolated ?? false,
    sharedMemory: has('SharedArrayBuffer'),
    kernel,
    webgpu: await webgpuOf(navigator.gpu),
    has: {
      indexedDB: has('indexedDB'),
      locks: navigator.locks !== undefined,
      broadcastChannel: has('BroadcastChannel'),
      serviceWorker: navigator.serviceWorker !== undefined,
    },
  };
}

function kindOf(from: Surroundings): PlatformReport['kind'] {
  // a Worker may have a process too
  if (from.navigator?.userAgent === WORKERD) return 'workerd';
  if (from.process?.versions?.node !== undefined) return 'node';
  if ('ServiceWorkerGlobalScope' in from) return 'service-worker';
  return 'WorkerGlobalScope' in from ? 'worker' : 'page';
}

function named(names: readonly (readonly [name: string, sign: RegExp])[], text: string): string | null {
  for (const [name, sign] of names) {
    const found = sign.exec(text);
    if (found) return found[1] === undefined ? name : `${name} ${found[1]}`;
  }
  return null;
}

async function webgpuOf(gpu: unknown): Promise<PlatformReport['webgpu']> {
  if (gpu === undefined) return 'none';
  const real = await before(ADAPTER_MS, hasRealAdapter(gpu), null);
  if (real === null) return 'late';
  return real ? 'adapter' : 'fallback';
}
