/** A Python default as JSON has it, or that there is none. */
export type Default = string | number | boolean | null | readonly number[];

export const REQUIRED = '(required)';

/**
 * `same`: the name in camelCase, the same meaning, the same default. `differs` and `none` say why; `later` is not there
 * yet and says in which piece of work it comes.
 */
export type State = 'same' | 'differs' | 'none' | 'later';

interface Judged {
  readonly state: State;
  /** Why it is not the same; empty where it is. */
  readonly because: string;
}

export interface Parameter extends Judged {
  readonly python: string;
  readonly ours: string;
  readonly default: Default;
  /** Index among the arguments, for one that is not a key of the options object that comes last. */
  readonly at: number | undefined;
}

export interface Member extends Judged {
  readonly python: string;
  readonly ours: string;
  readonly parameters: readonly Parameter[];
}

export interface PublicSymbol extends Judged {
  /** Qualified, as it is imported. */
  readonly python: string;
  readonly ours: string;
  /** What it is here: an interface has no value of its own. */
  readonly kind: 'class' | 'interface' | 'function' | 'constant';
  /** The file that exports it. */
  readonly where: string;
  readonly members: readonly Member[];
  /** Fields that a holder of one reads: Python's names. */
  readonly attributes: readonly Attribute[];
  readonly value: Default;
}

export interface Attribute extends Judged {
  readonly python: string;
  readonly ours: string;
}

/** A name or figure that stands in no signature: an error code, a variable of the environment, a path, a limit. */
export interface Fact extends Judged {
  readonly kind: 'code' | 'variable' | 'path' | 'reason' | 'limit' | 'header';
  readonly python: string;
  readonly ours: string;
  readonly value: Default;
}

export const same: Judged = { state: 'same', because: '' };
export const differs = (because: string): Judged => ({ state: 'differs', because });
export const none = (because: string): Judged => ({ state: 'none', because });
export const later = (because: string): Judged => ({ state: 'later', because });

/** What a Python name is called here. */
export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());

interface ParameterOptions extends Partial<Judged> {
  readonly ours?: string;
  readonly at?: number;
}

export const parameter = (python: string, standard: Default, { ours, at, state, because }: ParameterOptions = {}): Parameter => ({
  python,
  ours: ours ?? camelCase(python),
  default: standard,
  at,
  state: state ?? 'same',
  because: because ?? '',
});

export const member = (python: string, parameters: readonly Parameter[] = [], options: Partial<Judged> & { readonly ours?: string } = {}): Member => ({
  python,
  ours: options.ours ?? camelCase(python),
  parameters,
  state: options.state ?? 'same',
  because: options.because ?? '',
});

export const attribute = (python: string, options: Partial<Judged> & { readonly ours?: string } = {}): Attribute => ({
  python,
  ours: options.ours ?? camelCase(python),
  state: options.state ?? 'same',
  because: options.because ?? '',
});

export const attributes = (...names: readonly string[]): Attribute[] => names.map((name) => attribute(name));

type SymbolOptions = Partial<Omit<PublicSymbol, 'python' | 'kind'>> & { readonly where: string };

export const symbol = (kind: PublicSymbol['kind'], python: string, options: SymbolOptions): PublicSymbol => ({
  ours: python.slice(python.lastIndexOf('.') + 1),
  members: [],
  attributes: [],
  value: null,
  ...same,
  ...options,
  kind,
  python,
});

export const fact = (kind: Fact['kind'], python: string, options: Partial<Judged> & { readonly ours?: string; readonly value?: Default } = {}): Fact => ({
  kind,
  python,
  ours: options.ours ?? python,
  value: options.value ?? null,
  state: options.state ?? 'same',
  because: options.because ?? '',
});
