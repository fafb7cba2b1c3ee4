/** One of the names that are known, or one that the service learnt later. */
export type Open<Known extends string> = Known | (string & Record<never, never>);
