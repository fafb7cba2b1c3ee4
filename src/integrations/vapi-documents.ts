import { field } from '../client/json.ts';
import { objectsOf } from './calls/fields.ts';

/** A document of a knowledge base, as Vapi takes it. */
export interface VapiDocument {
  readonly content: string;
  /** 0 to 1. */
  readonly similarity?: number;
  readonly uuid?: string;
}

/** The answer to a knowledge base request. */
export interface VapiKnowledgeBaseResponse {
  readonly documents: readonly VapiDocument[];
}

/** As much of what a recall found as is used. A runtime of another make may say less of its hits, or under other names. */
export interface VapiSearchResult {
  readonly contextText: string;
  readonly org: readonly unknown[];
}

/**
 * The org lane as documents, the best first; where it is empty, all that was found as one.
 *
 * @param options `topK`: at most so many; 0 for all
 */
export function documentsFromSearchResult({ contextText, org }: VapiSearchResult, { topK }: { readonly topK: number }): VapiDocument[] {
  const found = objectsOf(org).flatMap((hit): VapiDocument[] => {
    const content = firstText(hit, 'text', 'content', 'chunk');
    const similarity = field(hit, 'score') ?? field(hit, 'similarity');
    const uuid = firstText(hit, 'chunkId', 'docId', 'id', 'uuid');
    if (content.trim() === '') return [];
    return [{ content, ...(typeof similarity === 'number' ? { similarity } : {}), ...(uuid === '' ? {} : { uuid }) }];
  });
  const documents = found.length > 0 || contextText.trim() === '' ? found : [{ content: contextText }];
  return topK > 0 ? documents.slice(0, topK) : documents;
}

/** The first of these fields that says something. */
function firstText(hit: unknown, ...names: readonly string[]): string {
  for (const name of names) {
    const value = field(hit, name);
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return '';
}
