import { CLOUD_PATHS } from '../../src/contract/cloud.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import { assertBootstrap, refusedPage, type BootstrapExpected, type BootstrapPage } from './assert-bootstrap.ts';
import type { CloudAnswer, CloudCall } from './cloud-call.ts';

/** What makes the calls. */
export type PullCall = Pick<CloudCall, 'send'>;

/** A page is a megabyte unless its one item is larger. */
const MOST_BYTES = 16 * 1_048_576;

/**
 * Asks for the page after `since`; empty for the first.
 *
 * @throws RuntimeError `runtime.projection_unavailable` where there is no page: `details.reason` is `unsupported`, `status` (with the
 * cloud's `status` and `retryAfterMs`), `bootstrap_refused`, or why there was no answer
 * @throws the reason of the signal
 */
export async function pullPage(call: PullCall, since: string, expected: BootstrapExpected, signal?: AbortSignal): Promise<BootstrapPage> {
  const query = since === '' ? '' : `?since=${encodeURIComponent(since)}`;
  const answer = await call.send({ method: 'GET', path: `${CLOUD_PATHS.bootstrap}${query}`, answerBytes: MOST_BYTES, signal });
  if (answer.kind !== 'answered') throw noPage(answer);
  const page = assertBootstrap(answer.body, expected);
  // it would go on for ever
  if (page.more && bringsNothing(page)) throw refusedPage('more', 'false where a page brings nothing');
  return page;
}

function bringsNothing({ permanent, org }: BootstrapPage): boolean {
  return permanent.items.length + permanent.removed.length + org.chunks.length + org.removed.length === 0;
}

function noPage(answer: Exclude<CloudAnswer, { readonly kind: 'answered' }>): RuntimeError {
  const stays = 'What is stored here is used meanwhile.';
  if (answer.kind === 'failed')
    return new RuntimeError('runtime.projection_unavailable', `The cloud gave no answer to the bootstrap call. ${stays}`, {
      retryable: answer.reason !== 'identity',
      details: { reason: answer.reason },
    });
  const { status, retryAfterMs } = answer;
  if (status === 404 || status === 405 || status === 501)
    return new RuntimeError('runtime.projection_unavailable', `The cloud does not speak the bootstrap call. ${stays}`, {
      retryable: false,
      details: { reason: 'unsupported', status },
    });
  return new RuntimeError('runtime.projection_unavailable', `The cloud answered the bootstrap call with ${status}. ${stays}`, {
    retryable: status === 408 || status === 429 || status >= 500,
    details: { reason: 'status', status, retryAfterMs },
  });
}
