import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuntimeError } from '../../../src/contract/errors.ts';
import { editMemory } from '../../../worker/management/edit.ts';
import { forgetMemory, forgetSession, forgetUser } from '../../../worker/management/forget.ts';
import type { MemoryRows } from '../../../worker/store/memory.ts';
import { Desk } from './desk.ts';

/** What is remembered should be: a word of its own for each text, by where it stands. */
class Model {
  /** Words that have to be found, by memory: a turn `session/turn`, an imported memory by its id. */
  readonly held = new Map<string, string>();
  /** Words of the memory's former texts: not shown any more, but gone only when it is forgotten. */
  readonly former = new Map<string, string[]>();
  readonly forgotten = new Set<string>();
  #words = 0;

  word(): string {
    return `wq${++this.#words}x`;
  }

  hold(key: string, word: string): void {
    const before = this.held.get(key);
    if (before !== undefined) this.former.set(key, [...(this.former.get(key) ?? []), before]);
    this.held.set(key, word);
  }

  forget(matches: (key: string) => boolean): void {
    for (const [key, word] of [...this.held].filter(([each]) => matches(each))) {
      for (const each of [word, ...(this.former.get(key) ?? [])]) this.forgotten.add(each);
      this.held.delete(key);
      this.former.delete(key);
    }
  }
}

const SESSIONS = ['s0', 's1'] as const;
const session = fc.constantFrom(...SESSIONS);
const turn = fc.nat(5).map((n) => `t${n}`);
const memoryId = fc.nat(3).map((n) => `m${n}`);
const tab = fc.nat(1);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('say' as const), tab, session, turn, form: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('import' as const), tab, memoryId, keyed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), tab, memoryId, at: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('forgetTurn' as const), tab, session, turn }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('forgetMemory' as const), tab, memoryId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forgetSession' as const), tab, session }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forgetUser' as const), tab }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), tab, session }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), tab }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Statements from which facts are taken, one that supersedes the one before it, and plain talk. */
const FORMS = [
  (word: string) => `I live in ${word}.`,
  (word: string) => `I like ${word}.`,
  (word: string) => `yes, ${word} it is`,
  (word: string) => `My name is ${word}.\nThe ${word} again.`,
] as const;

/** Two tabs over one store, and what they should remember. */
class World {
  readonly rows: MemoryRows = {};
  readonly model = new Model();
  readonly desks: Desk[] = [];
  /** What is not as it should be. */
  readonly complaints: string[] = [];
  #opened = 0;

  async open(): Promise<this> {
    for (let i = 0; i < 2; i++) this.desks[i] = await Desk.open(this.rows, `d${++this.#opened}-`);
    return this;
  }

  async run(each: Step): Promise<void> {
    const { model } = this;
    const desk = this.desks[each.tab]!;
    switch (each.kind) {
      case 'say': {
        const key = `${each.session}/${each.turn}`;
        const word = model.word();
        await desk.start(each.session);
        if ((await desk.say(each.session, each.turn, FORMS[each.form]!(word), `So ${word}.`)) === 'appended') model.hold(key, word);
        return;
      }
      case 'import': {
        const word = model.word();
        await desk.import([{ memoryId: each.memoryId, text: `User keeps ${word}.`, ...(each.keyed ? { matchKey: 'user.location.current' } : {}) }]);
        model.hold(each.memoryId, word);
        return;
      }
      case 'edit': {
        const word = model.word();
        const validFrom = new Date(Date.UTC(2026, 1, 1 + each.at)).toISOString();
        const edit = editMemory({ memoryId: each.memoryId, text: `User now keeps ${word}.`, validFrom, validTo: null }, desk.parts);
        if (model.held.has(each.memoryId)) {
          await edit;
          model.hold(each.memoryId, word);
        } else await edit.catch(unlessUnknown);
        return;
      }
      case 'forgetTurn': {
        await desk.log.catchUp();
        const episode = desk.memory.turnsOf(each.session).find(({ turnId }) => turnId === each.turn);
        const key = `${each.session}/${each.turn}`;
        if ((episode !== undefined) !== model.held.has(key)) this.complaints.push(`${key} is ${episode ? 'still' : 'not'} there`);
        if (episode) await forgetMemory({ memoryId: episode.id }, desk.parts);
        model.forget((held) => held === key);
        return;
      }
      case 'forgetMemory':
        await forgetMemory({ memoryId: each.memoryId }, desk.parts).catch(unlessUnknown);
        return model.forget((held) => held === each.memoryId);
      case 'forgetSession':
        await forgetSession({ sessionId: each.session }, desk.parts).catch(unlessUnknown);
        return model.forget((held) => held.startsWith(`${each.session}/`));
      case 'forgetUser':
        await forgetUser(desk.parts);
        return model.forget(() => true);
      case 'end':
        return desk.end(each.session).catch(unlessUnknown);
      case 'settle':
        return desk.settled();
      case 'reopen':
        await desk.close();
        this.desks[each.tab] = await Desk.open(this.rows, `d${++this.#opened}-`);
    }
  }

  /** Looks at what the tabs show, and at what is stored once both have read on. */
  async check(): Promise<void> {
    const { held, forgotten } = this.model;
    for (const desk of this.desks) {
      await desk.log.catchUp();
      const listed = JSON.stringify([desk.list(), desk.list({ lane: 'working' })]);
      this.#complain('is not listed', held.values(), (word) => !listed.includes(word));
      this.#complain('is listed', forgotten, (word) => listed.includes(word));
      const fresh = new Desk(this.rows, 'fresh');
      await fresh.memory.catchUp(fresh.store);
      if (shape(desk) !== shape(fresh)) this.complaints.push(`a tab reads\n${shape(desk)}\nand one that starts\n${shape(fresh)}`);
    }
    for (const desk of this.desks) await desk.settled();
    const stored = await this.desks[0]!.stored();
    this.#complain('is stored', forgotten, (word) => stored.includes(word));
    for (const [key, word] of held) {
      const found = JSON.stringify(await this.desks[0]!.search(`what was ${word} before`, key.split('/')[0]));
      this.#complain('is not found', [word], () => !found.includes(word));
    }
    for (const word of [...forgotten].slice(-3)) {
      const found = JSON.stringify(await this.desks[1]!.search(word, 's0'));
      this.#complain('is found', forgotten, (each) => found.includes(each));
    }
  }

  #complain(what: string, words: Iterable<string>, wrong: (word: string) => boolean): void {
    for (const word of words) if (wrong(word)) this.complaints.push(`${word} ${what}`);
  }
}

function unlessUnknown(thrown: unknown): void {
  if (!(thrown instanceof RuntimeError && thrown.status === 404)) throw thrown;
}

/** All that a tab holds: one that has followed has to read like one that starts. */
function shape({ memory }: Desk): string {
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
  const turns = SESSIONS.map((id) => [...memory.episodes.all()].filter(({ thread }) => thread === id));
  return JSON.stringify([turns, [...memory.factsWith([])].toSorted(byId), [...memory.allSessions()].toSorted(byId), memory.profile], null, 1);
}

describe('whatever is said, imported, edited and forgotten, in two tabs', () => {
  it('nothing that was forgotten is shown, found or stored, and nothing else is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = await new World().open();
        try {
          for (const each of steps) await world.run(each);
          await world.check();
          expect(world.complaints).toEqual([]);
        } finally {
          await Promise.all(world.desks.map((desk) => desk.close()));
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
