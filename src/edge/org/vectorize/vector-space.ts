import { textHash } from '../../../../worker/search/text-hash.ts';
import { VECTORIZE } from './vector-binding.ts';

/** How one project's vectors are named in an index that all projects share. */
export interface VectorSpace {
  /** Of this project's vectors of this model: those of another model are never compared. */
  readonly namespace: string;
  idOf(slot: number): string;
  /** Null for an id of another project. */
  slotOf(id: string): number | null;
}

/** Of a Durable Object's id so much is told, that names of the platform's length stay unique. */
const PROJECT_CHARS = 40;

/** `org`: id of the project's org object. `stamp`: of the model. */
export function vectorSpace(org: string, stamp: string): VectorSpace {
  const project = org.slice(0, PROJECT_CHARS);
  const namespace = `${project}-${textHash(stamp)}`.slice(0, VECTORIZE.nameBytes);
  return {
    namespace,
    idOf: (slot) => `${project}:${slot}`,
    slotOf: (id) => (id.startsWith(`${project}:`) ? Number(id.slice(project.length + 1)) : null),
  };
}
