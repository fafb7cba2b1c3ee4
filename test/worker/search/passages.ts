import type { Passage } from '../../../worker/search/passage.ts';
import type { QueryEmbedding } from '../../../worker/search/query.ts';
import { analyse, type Query } from '../../../worker/search/query.ts';

/** A passage of its own item, outside any thread. */
export function passage(id: string, text: string, change: Partial<Passage> = {}): Passage {
  return { id, item: id, text, role: null, label: null, denseText: text, thread: null, document: null, at: null, ...change };
}

/** A query whose embedding is there, or why it is not. */
export function query(text: string, embedding: QueryEmbedding = { vector: null, reason: 'off' }): Query {
  return analyse(text, Promise.resolve(embedding));
}

/** A unit vector along `axis`, leaning towards the next one. */
export function unit(dimension: number, axis: number, lean = 0): Float32Array {
  const vector = new Float32Array(dimension);
  vector[axis] = Math.sqrt(1 - lean * lean);
  vector[(axis + 1) % dimension] = lean;
  return vector;
}
