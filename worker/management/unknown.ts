import { RuntimeError } from '../../src/contract/errors.ts';

export function unknownMemory(): RuntimeError {
  return new RuntimeError('runtime.bad_request', 'There is no such memory. GET /v1/local/memory lists those that there are.', { status: 404 });
}

export function unknownSession(): RuntimeError {
  return new RuntimeError('runtime.bad_request', 'There is no such session, open or ended.', { status: 404 });
}

export function unknownOutboxRow(): RuntimeError {
  return new RuntimeError('runtime.bad_request', 'No such event waits. It was sent, or never was. GET /v1/local/outbox lists those that wait.', {
    status: 404,
  });
}
