const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** How much a log tells; each level tells all of those before it. */
export type LogLevel = 'off' | (typeof LEVELS)[number];

/** What an entry may hold: numbers, codes and names of ours, never what a user said, a token or a key. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** A log of JSON lines: `{"at":"…","level":"info","event":"listening",…}`. */
export type Log = Readonly<Record<Exclude<LogLevel, 'off'>, (event: string, fields?: LogFields) => void>>;

/** The level of that name, or undefined when there is none. */
export function logLevel(name: string): LogLevel | undefined {
  const wanted = name.toLowerCase();
  return wanted === 'off' ? 'off' : LEVELS.find((level) => level === wanted);
}

/** A log that hands its lines, each with its newline, to `write`. */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const told = LEVELS.indexOf(level as (typeof LEVELS)[number]);
  const at =
    (own: (typeof LEVELS)[number]) =>
    (event: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(own) <= told) write(`${JSON.stringify({ at: new Date().toISOString(), level: own, event, ...fields })}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
