import { describe, expect, it } from 'vitest';
import { alone, leaderLock, lockLeader, type Leader } from '../../../worker/sync/leader.ts';
import { settle } from '../../client/hand-timers.ts';
import { HandLocks } from './hand-locks.ts';

interface Tab {
  readonly leader: Leader;
  readonly changes: readonly boolean[];
}

function tab(locks: Pick<LockManager, 'request'> | null, name = 'one'): Tab {
  const changes: boolean[] = [];
  return { leader: lockLeader(name, locks)((leading) => changes.push(leading)), changes };
}

const leading = (...tabs: Tab[]): boolean[] => tabs.map(({ leader }) => leader.leading);

describe('tabs of one user', () => {
  it('have one leader, and the next in line when it dies', async () => {
    const locks = new HandLocks();
    const tabs = ['a', 'b', 'c'].map((owner) => tab(locks.of(owner)));
    await settle();
    expect(leading(...tabs)).toEqual([true, false, false]);
    locks.die('a');
    await settle();
    expect(leading(...tabs.slice(1))).toEqual([true, false]);
    tabs[1]!.leader.close();
    await settle();
    expect(leading(...tabs.slice(1))).toEqual([false, true]);
    expect(tabs.slice(1).map(({ changes }) => changes)).toEqual([[true, false], [true]]);
  });

  it('are led by another while the leader is frozen, which stands in line again when it is not', async () => {
    const locks = new HandLocks();
    const [one, two] = [tab(locks.of('a')), tab(locks.of('b'))];
    await settle();
    one.leader.release();
    expect(one.leader.leading).toBe(false);
    one.leader.release();
    await settle();
    expect(leading(one, two)).toEqual([false, true]);
    one.leader.resume();
    one.leader.resume();
    await settle();
    expect(leading(one, two)).toEqual([false, true]);
    two.leader.release();
    await settle();
    expect(leading(one, two)).toEqual([true, false]);
  });

  it('do not lead for a moment when they are frozen while in line', async () => {
    const locks = new HandLocks();
    const [one, two, three] = [tab(locks.of('a')), tab(locks.of('b')), tab(locks.of('c'))];
    await settle();
    two.leader.release();
    locks.die('a');
    await settle();
    expect([leading(two, three), two.changes, one.changes]).toEqual([[false, true], [], [true]]);
  });

  it('may freeze and wake in one breath', async () => {
    const locks = new HandLocks();
    const one = tab(locks.of('a'));
    one.leader.release();
    one.leader.resume();
    await settle();
    one.leader.release();
    one.leader.resume();
    await settle();
    expect([one.leader.leading, one.changes]).toEqual([true, [true, false, true]]);
  });

  it('never lead again once they are closed', async () => {
    const one = tab(new HandLocks().of('a'));
    await settle();
    one.leader.close();
    one.leader.close();
    one.leader.resume();
    await settle();
    expect([one.leader.leading, one.changes]).toEqual([false, [true, false]]);
  });
});

describe('tabs of different users', () => {
  it('do not wait for each other', async () => {
    const locks = new HandLocks();
    const names = [
      ['w', 'u'],
      ['w","u', ''],
      ['w', 'v'],
    ].map(([workspaceId, userId]) => leaderLock({ workspaceId: workspaceId!, userId: userId! }));
    const tabs = names.map((name, i) => tab(locks.of(String(i)), name));
    await settle();
    expect(leading(...tabs)).toEqual([true, true, true]);
  });
});

describe('where there are no locks', () => {
  it.each([
    ['none', null],
    ['refused', { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) }],
    [
      'refused at once',
      {
        request: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      },
    ],
  ])('everyone leads, but for who is frozen or closed: %s', async (_name, locks) => {
    const one = tab(locks);
    await settle();
    expect(one.leader.leading).toBe(true);
    one.leader.release();
    expect(one.leader.leading).toBe(false);
    one.leader.resume();
    await settle();
    expect(one.leader.leading).toBe(true);
    one.leader.close();
    one.leader.resume();
    await settle();
    expect(one.leader.leading).toBe(false);
  });

  it('who is alone leads from the start', () => {
    expect(alone(() => undefined).leading).toBe(true);
  });
});
