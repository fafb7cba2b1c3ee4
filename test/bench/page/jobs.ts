/** What a worker of the page can be asked to do. Each runs in a fresh worker of a fresh page. */
export const JOBS = {
  exactScores: async () => (await import('../measure/jobs.ts')).exactScores,
  vectorPeer: async () => (await import('../measure/jobs.ts')).measureVectorPeer,
  lexicalPeer: async () => (await import('../measure/jobs.ts')).measureLexicalPeer,
  bandwidth: async () => (await import('../bandwidth/job.ts')).measureBandwidth,
  scan: async () => (await import('../scan/job.ts')).measureScan,
  stages: async () => (await import('../stages/job.ts')).measureStages,
};

export type JobName = keyof typeof JOBS;
type JobOf<Name extends JobName> = Awaited<ReturnType<(typeof JOBS)[Name]>>;
export type JobArgs<Name extends JobName> = Parameters<JobOf<Name>>[0];
export type JobResult<Name extends JobName> = Awaited<ReturnType<JobOf<Name>>>;
