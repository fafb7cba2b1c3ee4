import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { BUILT } from '../host/paths.ts';
import type { Cell } from '../report/table.ts';
import type { Section, SectionContext } from '../section.ts';
import type { FromUsers, UsersMeasured, UsersRequest } from '../users/protocol.ts';

const MB = 1024 * 1024;
const COUNTS = [0, 1, 20, 100];
const SHARED = { turns: 10, documents: 100 };

/** Holds the users in a process of its own, so that nothing else is counted. */
function hold(request: UsersRequest, { signal, progress }: SectionContext): Promise<UsersMeasured> {
  signal.throwIfAborted();
  const child = fork(resolve(BUILT, 'users-process.js'), { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], signal });
  return new Promise<UsersMeasured>((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the process of ${request.users} users ended with ${code ?? 'a signal'}`)));
    child.on('message', (message: FromUsers) => {
      if (message.kind === 'phase') progress(`users: ${message.text}`);
      else done(message);
    });
    child.send(request);
  });
}

export const users: Section = {
  id: 'users',
  title: 'Many users in one process',
  async run(context) {
    const rows: Record<string, Cell>[] = [];
    let none: UsersMeasured | undefined;
    let one: UsersMeasured | undefined;
    for (const count of context.options.quick ? COUNTS.slice(0, 3) : COUNTS) {
      const measured = await hold({ ...SHARED, users: count }, context);
      none ??= measured;
      if (count === 1) one = measured;
      const further = one && count > 1 ? (measured.rss - one.rss) / (count - 1) : null;
      rows.push({ users: count, rss: measured.rss / MB, held: measured.held / MB, further: further && further / 1024 });
    }
    return {
      tables: [
        {
          id: 'users',
          title: `Memory of a Node process with the runtimes of so many users: ${SHARED.turns} turns each, ${SHARED.documents} documents of their workspace`,
          columns: [
            { key: 'users', label: 'users', digits: 0 },
            { key: 'rss', label: 'RSS MB', digits: 1 },
            { key: 'held', label: 'held by JavaScript MB', digits: 1 },
            { key: 'further', label: 'each further user kB', digits: 0 },
          ],
          rows,
          notes: ['With the model loaded in its thread and everything embedded, memory in SQLite files. 0 users: the process before the first runtime.'],
        },
      ],
      ratios: [],
    };
  },
};
