import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Line, type Message } from './line.ts';
import { startAgents } from './start.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const ROOT = join(HERE, '../../..');

let agents: Awaited<ReturnType<typeof startAgents>>;
beforeAll(async () => {
  agents = await startAgents();
}, 240_000);
afterAll(() => agents?.close());

let people = 0;
const someone = (): string => `user-${++people}`;
const call = (user: string, agent = 'home'): Promise<Line> => Line.call(agents.url, { agent, user });

interface Kept {
  readonly kind: string;
  readonly sessionId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly endedAt?: string;
}

/** All that is kept of a user. */
async function keptOf(user: string, kind: 'turn' | 'session'): Promise<Kept[]> {
  const lines = await (await fetch(`${agents.url}/memory/${user}/v1/local/export`)).text();
  const all = lines.split('\n').filter((line) => line !== '');
  return all.map((line) => JSON.parse(line) as Kept).filter((one) => one.kind === kind);
}

/** What each side said, in the turns that are kept of a user, as soon as there are so many. */
function turnsOf(user: string, count: number): Promise<[string, string][]> {
  return vi.waitFor(async () => {
    const turns = (await keptOf(user, 'turn')).map(({ userText, assistantText }): [string, string] => [userText, assistantText]);
    expect(turns).toHaveLength(count);
    return turns;
  });
}

const isAudio = ({ type }: Message): boolean => type === 'audio';
const indexOf = (line: Line, wanted: string): number => line.messages.findIndex(({ type }) => type === wanted);
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

describe('an agent with a memory', () => {
  it('has the types that the package gives and takes', async () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const told = await promisify(execFile)(process.execPath, [tsc, '-p', join(HERE, 'worker'), '--noEmit', '--pretty', 'false'], { cwd: ROOT }).catch(
      (thrown: { stdout: string }) => thrown,
    );
    // the rest is written for the types of browsers, not of Workers
    const ours = told.stdout.split('\n').filter((line) => /^(test\/edge\/agents|src\/integrations\/cloudflare-agents)/.test(line));
    expect(ours).toEqual([]);
  }, 120_000);

  it('is told in the next call what was said in one, before it answers', async () => {
    const user = someone();
    const first = await call(user);
    await first.say('My dog is called Bruno. → A fine name.');
    expect(await turnsOf(user, 1)).toEqual([['My dog is called Bruno. → A fine name.', 'A fine name.']]);
    first.hangUp();
    const second = await call(user, 'elsewhere');
    await second.say('What is my dog called? → Bruno.');
    expect(second.asked).toMatchObject({ contextText: expect.stringContaining('Bruno'), degraded: false });
    expect(indexOf(second, 'asked')).toBeLessThan(indexOf(second, 'transcript_start'));
    const sessions = await keptOf(user, 'session');
    expect(sessions.map(({ endedAt }) => typeof endedAt)).toEqual(['string', 'undefined']);
    second.hangUp();
  });

  it('knows within a call what was said a moment ago, also when its answer streams', async () => {
    const user = someone();
    const line = await call(user);
    await line.say('The key of the boiler room hangs in the hall. → ~Good to know. I shall remember that.');
    await line.say('Where is the key of the boiler room? → In the hall.');
    expect(line.asked).toMatchObject({ contextText: expect.stringContaining('hangs in the hall') });
    const [turn] = await turnsOf(user, 2);
    expect(turn![1]).toBe('Good to know. I shall remember that.');
    line.close();
  });

  it('ends the session of a connection that was lost', async () => {
    const user = someone();
    const line = await call(user);
    await line.say('My sister lives in Porto. → Noted.');
    line.close();
    await vi.waitFor(async () => expect((await keptOf(user, 'session')).map(({ endedAt }) => endedAt)).toEqual([expect.any(String)]));
    expect(await turnsOf(user, 1)).toHaveLength(1);
  });
});

describe('of an answer that is cut off, what was heard is kept', () => {
  it('when the user speaks while sound that was sent still plays', async () => {
    const user = someone();
    const line = await call(user);
    await line.say('Tell me of Lisbon. → ~It lies on the Tagus. And it has been there for a long time…');
    await soon();
    line.send({ type: 'interrupt' });
    expect(await turnsOf(user, 1)).toEqual([[expect.stringContaining('Tell me of Lisbon.'), 'It lies on the Tagus.']]);
    line.close();
  });

  it('when the user speaks while the agent still makes sound', async () => {
    const user = someone();
    const line = await call(user);
    line.speak({ says: 'Tell me of Lisbon. → ~It lies on the Tagus. And it never ends ∞' });
    await line.until(isAudio);
    await soon();
    line.speak({ starts: true });
    await line.until(({ type }) => type === 'playback_interrupt');
    expect(await turnsOf(user, 1)).toEqual([[expect.stringContaining('Tell me of Lisbon.'), 'It lies on the Tagus.']]);
    line.close();
  });

  it('when the agent itself goes on to something else', async () => {
    const user = someone();
    const line = await call(user);
    line.speak({ says: 'Tell me of Lisbon. → ~It lies on the Tagus. And it never ends ∞' });
    await line.until(isAudio);
    await soon();
    line.send({ type: 'remind' });
    expect(await turnsOf(user, 1)).toEqual([[expect.stringContaining('Tell me of Lisbon.'), 'It lies on the Tagus.']]);
    line.close();
  });

  it('when nothing was heard yet', async () => {
    const user = someone();
    const line = await call(user);
    line.speak({ says: 'My cat is called Mia. → ~This never ends ∞' });
    await line.until(({ type }) => type === 'transcript_end');
    line.speak({ starts: true });
    expect(await turnsOf(user, 1)).toEqual([[expect.stringContaining('My cat is called Mia.'), '']]);
    line.close();
  });

  it('when the user hangs up', async () => {
    const user = someone();
    const line = await call(user);
    await line.say('Tell me of Lisbon. → ~It lies on the Tagus. And it has been there for a long time…');
    await soon();
    line.hangUp();
    expect(await turnsOf(user, 1)).toEqual([[expect.stringContaining('Tell me of Lisbon.'), 'It lies on the Tagus.']]);
    line.close();
  });

  it('when the user goes on to something else', async () => {
    const user = someone();
    const line = await call(user);
    await line.say('Tell me of Lisbon. → ~It lies on the Tagus. And it has been there for a long time…');
    await soon();
    await line.say('And of Porto? → It makes wine.');
    const turns = await turnsOf(user, 2);
    expect(turns.map(([, answer]) => answer)).toEqual(['It lies on the Tagus.', 'It makes wine.']);
    line.close();
  });
});

describe('an agent whose memory fails', () => {
  it.each(['down', 'hanging'])('answers in time without it: %s', async (agent) => {
    const line = await call(someone(), agent);
    await line.say('What is my dog called? → I do not know.');
    expect(line.asked).toMatchObject({ contextText: '', degraded: true });
    expect(line.messages.filter(isAudio)).toHaveLength(1);
    line.close();
  });
});

describe('an agent keeps apart', () => {
  it('the people who speak to it at the same time', async () => {
    const [ada, bob] = [someone(), someone()];
    const lines = await Promise.all([call(ada), call(bob)]);
    await Promise.all([lines[0].say('I am Ada. → ~Hello Ada. How are you today?'), lines[1].say('I am Bob. → ~Hello Bob. How are you today?')]);
    expect(await turnsOf(ada, 1)).toEqual([[expect.stringContaining('I am Ada.'), 'Hello Ada. How are you today?']]);
    expect(await turnsOf(bob, 1)).toEqual([[expect.stringContaining('I am Bob.'), 'Hello Bob. How are you today?']]);
    for (const line of lines) line.close();
  });

  it('the people who write to it at the same time', async () => {
    const [ada, bob] = [someone(), someone()];
    const lines = await Promise.all([ada, bob].map((user) => Line.open(agents.url, { agent: 'home', user })));
    const answered = lines.map((line) => line.until(({ type }) => type === 'turn_metrics'));
    lines[0]!.send({ type: 'text_message', text: 'I am Ada. → ~Hello Ada, how are you today?' });
    await lines[0]!.until(({ type }) => type === 'transcript_delta');
    lines[1]!.send({ type: 'text_message', text: 'I am Bob. → Hello Bob.' });
    await Promise.all(answered);
    expect(await turnsOf(ada, 1)).toEqual([[expect.stringContaining('I am Ada.'), 'Hello Ada, how are you today?']]);
    expect(await turnsOf(bob, 1)).toEqual([[expect.stringContaining('I am Bob.'), 'Hello Bob.']]);
    for (const line of lines) line.close();
  });

  it('what is said by nobody that the app knows: it is not kept', async () => {
    const line = await Line.call(agents.url, { agent: 'home' });
    await line.say('My dog is called Bruno. → A fine name.');
    expect(line.asked).toMatchObject({ contextText: '', degraded: true });
    line.hangUp();
    for (const id of ['null', 'undefined', 'home', 'anonymous']) expect(await keptOf(id, 'turn')).toEqual([]);
    line.close();
  });
});
