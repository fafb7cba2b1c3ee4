/** What goes wrong with a call. */
export type Fault =
  | 'none'
  /** The connection breaks before the cloud has heard of it. */
  | 'lost'
  /** The cloud took it, and the connection breaks. */
  | 'answer lost'
  | 'late'
  /** It comes to the cloud twice. */
  | 'twice'
  /** The connection breaks, and it comes to the cloud behind a later one. */
  | 'overtaken'
  | '401'
  | '403'
  /** 401 for this one and the next: also the fresh credential is refused. */
  | 'locked out'
  | '429'
  | '500'
  /** The cloud took it, and its answer breaks off. */
  | 'truncated'
  /** The cloud took it, and something else answers, in JSON and not. */
  | 'wrong shape'
  | 'not JSON'
  /** Nothing comes back for a long time. */
  | 'silence';

/** So many of each in a deck. */
export type Deal = Readonly<Partial<Record<Fault, number>>>;

/** Every fault once: one push in four. */
export const PUSH_DEAL: Deal = {
  none: 34,
  lost: 1,
  'answer lost': 1,
  late: 3,
  twice: 3,
  overtaken: 1,
  '401': 1,
  '403': 1,
  'locked out': 1,
  '429': 1,
  '500': 1,
  truncated: 1,
  'wrong shape': 1,
  'not JSON': 1,
  silence: 1,
};
export const PULL_DEAL: Deal = { none: 12, lost: 1, late: 3, '401': 1, '500': 1, truncated: 1, 'not JSON': 1, silence: 1 };
export const TOKEN_DEAL: Deal = { none: 8, lost: 1, late: 2, '500': 1 };

/** Numbers from 0 to below 1, the same for the same seed. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Deals faults, each as often as it should come: a deck is shuffled anew when it is through. */
export class FaultDeck {
  readonly #cards: readonly Fault[];
  readonly #random: Random;
  #left: Fault[] = [];

  constructor(deal: Deal, random: Random) {
    this.#cards = (Object.entries(deal) as [Fault, number][]).flatMap(([fault, times]) => Array<Fault>(times).fill(fault));
    this.#random = random;
  }

  next(): Fault {
    if (this.#left.length === 0) this.#left = shuffled(this.#cards, this.#random);
    return this.#left.pop() ?? 'none';
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
