/** Tells the other tabs and workers of one identity that something was written. Carries no content. */
export interface Peers {
  announce(): void;
  close(): void;
}

/** Peers over BroadcastChannel, or none where that is missing. The name holds the identity, so no one else hears. */
export function connectPeers(name: string, onWrite: () => void): Peers {
  const channel = openChannel(name);
  if (!channel) return { announce: () => undefined, close: () => undefined };
  channel.addEventListener('message', onWrite);
  // Node keeps a process alive for an open channel
  (channel as { unref?: () => void }).unref?.();
  let open = true;
  return {
    announce: () => open && channel.postMessage(null),
    close: () => {
      open = false;
      channel.close();
    },
  };
}

/** Null where there are none, and where storage is denied: Firefox denies these with it. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : null;
  } catch {
    return null;
  }
}
