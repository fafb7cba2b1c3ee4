import { codeOf, nameOf } from './errors.ts';

/** A line of a stack that says where, in Chromium and Node or elsewhere. */
const FRAME = /^\s+at .+:\d+:\d+\)?$|^\S*@\S+:\d+:\d+$/;

/** The same error with its name, code and places but not its message: engines and other people's code quote what they met, a JSON parser first of all. */
export function withoutWords(thrown: unknown): Error {
  const code = codeOf(thrown);
  const error = Object.assign(new Error('Its message is left out: it may quote what it met.'), { name: nameOf(thrown) }, code === null ? {} : { code });
  const frames = thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter((line) => FRAME.test(line)) : [];
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}
