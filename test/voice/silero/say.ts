/** The lowest resonances of a mouth that says this, in hertz. */
const VOWELS: Readonly<Record<string, readonly number[]>> = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
};
const WIDTHS = [80, 100, 140];
const VOWEL_MS = 180;
/** Of the time between two pulses of the voice, the part in which it is open. */
const OPEN = 0.6;

/** Somebody says these vowels: pulses of a voice through a mouth that moves. Synthetic, and speech to a model that knows speech. */
export function say(vowels: string, rate: number): Float32Array<ArrayBuffer> {
  const each = (VOWEL_MS * rate) / 1000;
  const past = WIDTHS.map(() => [0, 0] as [number, number]);
  const samples = new Float32Array(Math.round(vowels.length * each));
  let phase = 0;
  let before = 0;
  for (let at = 0; at < samples.length; at++) {
    const place = Math.floor(at / each);
    const part = at / each - place;
    const [now, next] = [VOWELS[vowels[place]!]!, VOWELS[vowels[Math.min(place + 1, vowels.length - 1)]!]!];
    const moved = Math.max(0, (part - 0.7) / 0.3);
    phase = (phase + (120 + 20 * Math.sin((8 * at) / rate) - (15 * at) / samples.length) / rate) % 1;
    let sound = (phase < OPEN ? Math.sin((Math.PI * phase) / OPEN) ** 2 : 0) - 0.3;
    for (const [which, width] of WIDTHS.entries()) {
      const radius = Math.exp((-Math.PI * width) / rate);
      const pitch = now[which]! * (1 - moved) + next[which]! * moved;
      const [a, b] = [2 * radius * Math.cos((2 * Math.PI * pitch) / rate), -radius * radius];
      const [last, secondLast] = past[which]!;
      sound = (1 - a - b) * sound + a * last + b * secondLast;
      past[which] = [sound, last];
    }
    const loud = sound * (0.25 + 0.75 * Math.sqrt(Math.sin(Math.PI * Math.min(1, part * 1.1))));
    samples[at] = loud - 0.95 * before;
    before = loud;
  }
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => (sample / peak) * 0.5);
}
