/**
 * What the edge costs a month, on paper: prices of the platform, figures measured here, and assumptions about people.
 *
 * @module
 */

/** What is assumed of people. */
export interface Habits {
  readonly users: number;
  readonly conversationsAMonth: number;
  readonly turnsAConversation: number;
  readonly secondsAConversation: number;
  readonly monthsKept: number;
}

export const HABITS: Habits = { users: 10_000_000, conversationsAMonth: 20, turnsAConversation: 10, secondsAConversation: 300, monthsKept: 12 };

/** What an object is assumed to do between two calls. */
export interface Sleep {
  readonly name: string;
  /** It is thrown out of memory between any two turns, so that each has to read the memory anew; otherwise once a conversation. */
  readonly wakesEachTurn: boolean;
  /** It is billed for the whole conversation, otherwise for what it works. */
  readonly billedThroughout: boolean;
}

export const SLEEPS: readonly Sleep[] = [
  { name: 'awake through a conversation, billed while it works', wakesEachTurn: false, billedThroughout: false },
  { name: 'asleep after each turn', wakesEachTurn: true, billedThroughout: false },
  { name: 'billed for whole conversations', wakesEachTurn: false, billedThroughout: true },
];

/** US dollars beyond what the paid plan includes in a month, and what it includes. */
interface Price {
  readonly dollars: number;
  readonly per: number;
  readonly included: number;
}

const M = 1_000_000;
const PRICES = {
  workerRequests: { dollars: 0.3, per: M, included: 10 * M },
  workerCpuMs: { dollars: 0.02, per: M, included: 30 * M },
  objectRequests: { dollars: 0.15, per: M, included: M },
  objectGbSeconds: { dollars: 12.5, per: M, included: 400_000 },
  rowsRead: { dollars: 0.001, per: M, included: 25_000 * M },
  rowsWritten: { dollars: 1, per: M, included: 50 * M },
  storedGb: { dollars: 0.2, per: 1, included: 5 },
} as const satisfies Record<string, Price>;

/** Measured in workerd; see `npm run bench -- --only edge`. */
export const MEASURED = {
  rowsReadATurn: 6,
  rowsWrittenATurn: 13,
  /** Of the start and the end of a session. */
  rowsWrittenASession: 6,
  /** When an object comes back: each turn that is kept, and its segments. */
  rowsReadAWakePerTurn: 1.1,
  bytesATurn: 2_500,
} as const;

/** Seconds, from the same measurements, rounded up. */
const SECONDS = { call: 0.03, embedding: 0.05, alarm: 0.1, wake: 0.25 } as const;
/** Of the worker that finds out who calls. */
const WORKER_MS = 1;
/** What an object is billed for, whatever it uses. */
const OBJECT_GB = 0.128;
/** An alarm is set for half a minute after a turn. */
const ALARM_SECONDS = 30;

/** One line of the bill. */
export interface Line {
  readonly what: string;
  readonly amount: number;
  readonly dollars: number;
}

/** What a month costs. */
export function monthlyCost(habits: Habits, { wakesEachTurn, billedThroughout }: Sleep): readonly Line[] {
  const { users, conversationsAMonth, turnsAConversation, secondsAConversation, monthsKept } = habits;
  const conversations = users * conversationsAMonth;
  const turns = conversations * turnsAConversation;
  // a search and a turn/after each turn, and a start and an end of the session
  const calls = turns * 2 + conversations * 2;
  const alarms = conversations * Math.min(turnsAConversation, Math.ceil(secondsAConversation / ALARM_SECONDS));
  const wakes = wakesEachTurn ? turns : conversations;
  const keptTurns = conversationsAMonth * turnsAConversation * monthsKept;
  const worked = calls * SECONDS.call + turns * SECONDS.embedding + alarms * SECONDS.alarm + wakes * SECONDS.wake;
  const seconds = billedThroughout ? Math.max(worked, conversations * secondsAConversation) : worked;
  return [
    line('Worker: requests', calls, PRICES.workerRequests),
    line('Worker: CPU milliseconds', calls * WORKER_MS, PRICES.workerCpuMs),
    line('Objects: requests and alarms', calls + alarms, PRICES.objectRequests),
    line('Objects: GB-seconds', seconds * OBJECT_GB, PRICES.objectGbSeconds),
    line('SQLite: rows read', turns * MEASURED.rowsReadATurn + wakes * keptTurns * MEASURED.rowsReadAWakePerTurn, PRICES.rowsRead),
    line('SQLite: rows written', turns * MEASURED.rowsWrittenATurn + conversations * MEASURED.rowsWrittenASession + alarms, PRICES.rowsWritten),
    line('SQLite: GB stored', (users * keptTurns * MEASURED.bytesATurn) / 1e9, PRICES.storedGb),
    { what: 'Egress, static assets (the model)', amount: 0, dollars: 0 },
  ];
}

function line(what: string, amount: number, { dollars, per, included }: Price): Line {
  return { what, amount, dollars: (Math.max(0, amount - included) / per) * dollars };
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

const money = (dollars: number): string => `$${Math.round(dollars).toLocaleString('en-US')}`;

function short(amount: number): string {
  const units = [
    [1e12, ' trillion'],
    [1e9, ' billion'],
    [1e6, ' million'],
  ] as const;
  const [size, name] = units.find(([unit]) => amount >= unit) ?? [1, ''];
  return `${Number((amount / size).toPrecision(3)).toLocaleString('en-US')}${name}`;
}

/** The table of the document. */
export function costTable(habits: Habits = HABITS): string {
  const bills = SLEEPS.map((sleep) => monthlyCost(habits, sleep));
  const rows = bills[0]!.map(({ what }, n) => `| ${what} | ${bills.map((bill) => `${short(bill[n]!.amount)} | ${money(bill[n]!.dollars)}`).join(' | ')} |`);
  return [
    `| a month | ${SLEEPS.map(({ name }) => `${name} | $`).join(' | ')} |`,
    `|---|${SLEEPS.map(() => '---:|---:|').join('')}`,
    ...rows,
    `| **sum** | ${bills.map((bill) => ` | **${money(total(bill))}**`).join(' | ')} |`,
    `| for one user | ${bills.map((bill) => ` | ${((100 * total(bill)) / habits.users).toFixed(2)} ¢`).join(' | ')} |`,
  ].join('\n');
}
