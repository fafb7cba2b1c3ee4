/// <reference path="./transformers-package.d.ts" />
import type { Transformers } from './transformers.ts';

/**
 * The package by its bare name, which the app's bundler or Node resolves. A file of its own, since a development server
 * refuses a whole file for a name in it that it cannot resolve; in a try block, since bundlers take a name that is missing
 * there for optional.
 */
export async function importByName(): Promise<Transformers> {
  try {
    return await import('@huggingface/transformers');
  } catch (thrown) {
    throw new Error('not installed', { cause: thrown });
  }
}
