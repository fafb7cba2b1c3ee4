import { RuntimeError } from '../../src/contract/errors.ts';
import type { MemoryEditRequest, MemoryEditResponse } from '../../src/contract/local.ts';
import { factWrites } from '../fact-writes.ts';
import { FactChanges } from '../facts.ts';
import type { FactRow } from '../store/schema.ts';
import { factItem } from './item.ts';
import type { ManagementParts } from './parts.ts';
import { unknownMemory } from './unknown.ts';

/**
 * Changes a fact. Under another key, or from another time on, it takes its place there as a new fact would, and what it had
 * superseded where it stood holds again.
 *
 * @throws RuntimeError `runtime.bad_request`: status 404 for an unknown id, 400 for a turn or an end before the beginning
 */
export async function editMemory(
  request: MemoryEditRequest,
  { log, memory, newId, now }: Pick<ManagementParts, 'log' | 'memory' | 'newId' | 'now'>,
): Promise<MemoryEditResponse> {
  await log.catchUp();
  await log.append((seq) => {
    const former = memory.fact(request.memoryId);
    if (!former) throw memory.episode(request.memoryId) ? saidIsSaid() : unknownMemory();
    const row = edited(former, request, seq);
    if (row.validTo !== null && row.validTo < row.validFrom) throw endsBeforeItBegins();
    const facts = new FactChanges((key) => memory.factsOf(key));
    facts.replace(former, row);
    const { id: memoryId, matchKey, text, validFrom, validTo, metadata } = row;
    const payload = { memoryId, matchKey, text, validFrom, validTo, metadata };
    return { event: { id: newId('evt'), kind: 'memory_edit', sessionId: '', at: now(), payload }, writes: factWrites(facts, memory) };
  });
  const after = memory.fact(request.memoryId);
  // forgotten by another call in the same moment
  if (!after) throw unknownMemory();
  return { status: 'ok', memory: factItem(after) };
}

function edited(former: FactRow, change: MemoryEditRequest, seq: number): FactRow {
  const { text, matchKey, validFrom, validTo, metadata } = change;
  return {
    ...former,
    seq,
    ...(text === undefined ? {} : { text }),
    ...(matchKey === undefined ? {} : { matchKey }),
    ...(validFrom === undefined ? {} : { validFrom: utc(validFrom) }),
    ...(validTo === undefined ? {} : { validTo: validTo === null ? null : utc(validTo) }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Dates are stored in UTC, so that they sort as text. */
function utc(date: string): string {
  return new Date(date).toISOString();
}

function saidIsSaid(): RuntimeError {
  return new RuntimeError('runtime.bad_request', 'A turn holds what was said, and is not edited. Forget it, and import the corrected memory.');
}

function endsBeforeItBegins(): RuntimeError {
  return new RuntimeError('runtime.bad_request', 'validTo has to be validFrom or later.', {
    details: { issues: [{ path: 'validTo', expected: 'validFrom or later' }] },
  });
}
