import { ScriptedChannel, type Names } from './scripted-channel.ts';

/** The server of a realtime session at the other end of a real wire. */
export class FarSide extends ScriptedChannel {
  readonly #tell: (text: string) => void;
  /** Messages that went out. */
  told = 0;

  constructor(tell: (text: string) => void, names: Names) {
    super(names);
    this.#tell = tell;
  }

  override hears(data: unknown): void {
    this.told += 1;
    this.#tell(String(data));
  }

  /** What came in over the wire. */
  takes(text: string): void {
    super.send(text);
  }
}
