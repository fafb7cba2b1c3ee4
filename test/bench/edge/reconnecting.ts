/** Connections that may lie idle at once, each of which workerd may have ended. */
const MOST_IDLE = 64;
/** Of a connection that was ended, with what was sent over it unread. */
const ENDED: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Workerd ends a connection that was idle for five seconds. On a crowded machine it finds out so late that the next request has
 * arrived meanwhile, unread: that one is sent again. All the others may have been idle as long, so it may take as many times as
 * there are; a server that is gone refuses the first connection that is made anew.
 */
export async function reconnecting(send: () => Promise<Response>): Promise<Response> {
  for (let left = MOST_IDLE; ; left--) {
    try {
      return await send();
    } catch (thrown) {
      const { code = '' } = (thrown as { cause?: NodeJS.ErrnoException }).cause ?? {};
      if (left === 0 || !ENDED.has(code)) throw thrown;
    }
  }
}
