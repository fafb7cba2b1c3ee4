import { afterEach, it, vi } from 'vitest';
import { connectPeers } from '../../worker/peers.ts';

afterEach(() => void vi.unstubAllGlobals());

it('has no peers where the browser refuses channels, as Firefox does where storage is denied', () => {
  vi.stubGlobal('BroadcastChannel', function refused() {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  const peers = connectPeers('memoair/user/one', () => undefined);
  peers.announce();
  peers.close();
});
