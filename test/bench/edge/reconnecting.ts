/**
 * Workerd ends a connection that was idle for five seconds. On a crowded machine it finds out so late that the next request has
 * arrived meanwhile, unread: that one is sent again, over another connection.
 */
export async function reconnecting(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (thrown) {
    const { code } = (thrown as { cause?: NodeJS.ErrnoException }).cause ?? {};
    if (code !== 'ECONNRESET' && code !== 'UND_ERR_SOCKET') throw thrown;
    return send();
  }
}
