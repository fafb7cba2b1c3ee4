import { PagePeer } from '../../voice/session/page-peer.ts';

declare global {
  /** Stands in for OpenAI's side of a call, in a page of its own. */
  var service: PagePeer;
}

globalThis.service = new PagePeer(false);
