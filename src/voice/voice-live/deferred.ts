/** A promise that is settled from outside. (`Promise.withResolvers` is younger than the browsers and the Node that this runs on.) */
export class Deferred {
  resolve!: () => void;
  reject!: (reason: Error) => void;
  readonly promise: Promise<void> = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
