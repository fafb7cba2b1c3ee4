/** What this code uses of the platform's own module. */
declare module 'cloudflare:workers' {
  /** Its public methods can be called from other objects, as they are. */
  export abstract class DurableObject<Env = unknown> {
    protected readonly ctx: import('./platform.ts').ObjectState;
    protected readonly env: Env;
    constructor(ctx: import('./platform.ts').ObjectState, env: Env);
  }
}
