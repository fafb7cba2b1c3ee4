import { describe, expect, it } from 'vitest';
import type { HubModel } from '../../../src/contract/protocol.ts';
import { readCard, type HubCard } from '../../../worker/embed/hub/card.ts';
import { pool } from '../../../worker/embed/hub/pooling.ts';

const card = (model: HubModel, files: Readonly<Record<string, object>> = {}): Promise<HubCard> => {
  const all: Readonly<Record<string, object>> = { 'config.json': { hidden_size: 384, max_position_embeddings: 512 }, ...files };
  return readCard(model, {
    read: async (name) => (all[name] ? new TextEncoder().encode(JSON.stringify(all[name])) : null),
    json: async (name) => (all[name] as Record<string, unknown> | undefined) ?? null,
  });
};

describe('how a model of the hub is used', () => {
  it('is read from its own files', async () => {
    const read = await card(
      { id: 'someone/encoder' },
      {
        '1_Pooling/config.json': { word_embedding_dimension: 768, pooling_mode_cls_token: true, pooling_mode_mean_tokens: false },
        'config_sentence_transformers.json': { prompts: { query: 'ask: ', document: 'doc: ' } },
        'sentence_bert_config.json': { max_seq_length: 256 },
        'modules.json': [{ type: 'sentence_transformers.models.Dense' }],
      },
    );
    expect(read).toEqual({ pooling: 'cls', queryPrefix: 'ask: ', documentPrefix: 'doc: ', dimension: 768, maxTokens: 256, languages: 'en', hasDense: true });
  });

  it.each([
    ['Xenova/all-MiniLM-L6-v2', 'mean', '', ''],
    ['Xenova/multilingual-e5-small', 'mean', 'query: ', 'passage: '],
    ['intfloat/e5-small-v2', 'mean', 'query: ', 'passage: '],
    ['Xenova/bge-small-en-v1.5', 'cls', 'Represent this sentence for searching relevant passages: ', ''],
    ['Xenova/bge-m3', 'cls', '', ''],
    ['nomic-ai/nomic-embed-text-v1.5', 'mean', 'search_query: ', 'search_document: '],
    ['Snowflake/snowflake-arctic-embed-xs', 'cls', 'Represent this sentence for searching relevant passages: ', ''],
  ])('follows its family where its files are silent: %s', async (id, pooling, queryPrefix, documentPrefix) => {
    expect(await card({ id })).toMatchObject({ pooling, queryPrefix, documentPrefix, dimension: 384, maxTokens: 512, hasDense: false });
  });

  it.each([
    ['Xenova/all-MiniLM-L6-v2', 30_522, 'en'],
    ['answerdotai/ModernBERT-embed', 50_368, 'en'],
    ['Xenova/multilingual-e5-small', 250_037, 'many'],
    ['Xenova/paraphrase-multilingual-MiniLM-L12-v2', 250_037, 'many'],
    ['Xenova/distiluse-base-multilingual-cased-v2', 119_547, 'many'],
    // of Chinese alone, which has few pieces
    ['Xenova/bge-small-zh-v1.5', 21_128, 'many'],
  ])('tells by the size of its vocabulary whether it knows English alone: %s', async (id, vocabulary, languages) => {
    const config = { hidden_size: 384, vocab_size: vocabulary };
    expect(await card({ id }, { 'config.json': config })).toMatchObject({ languages });
    expect(await card({ id, languages: 'en' }, { 'config.json': config })).toMatchObject({ languages: 'en' });
  });

  it('takes empty prompts of a file for placeholders', async () => {
    const read = await card({ id: 'intfloat/e5-small-v2' }, { 'config_sentence_transformers.json': { prompts: { query: '', document: '' } } });
    expect(read).toMatchObject({ queryPrefix: 'query: ', documentPrefix: 'passage: ' });
  });

  it('is what the options say before all else, empty prefixes too', async () => {
    const said = { pooling: 'last', queryPrefix: '', documentPrefix: 'd: ', dimension: 64, maxTokens: 99 } as const;
    expect(await card({ id: 'intfloat/e5-small-v2', ...said }, { '1_Pooling/config.json': { pooling_mode: 'mean' } })).toMatchObject(said);
  });

  it('cannot be read of a model that is not there, nor of one that does not tell its dimension', async () => {
    await expect(card({ id: 'no/model', revision: 'v9' }, { 'config.json': undefined as unknown as object })).rejects.toThrow(
      'There is no model no/model at revision v9',
    );
    await expect(card({ id: 'odd/model' }, { 'config.json': { model_type: 'odd' } })).rejects.toThrow('option dimension');
  });
});

describe('pooling', () => {
  // two texts of two and one tokens, padded to two; three numbers a token
  const states = { dims: [2, 2, 3], data: Float32Array.of(3, 0, 9, 0, 4, 9, 0, 2, 9, 7, 7, 7) };

  it.each([
    ['mean', [0.6, 0.8, 0, 1]],
    ['cls', [1, 0, 0, 1]],
    ['last', [0, 1, 0, 1]],
  ] as const)('by %s leaves padding out, keeps the first numbers and gives unit vectors', (pooling, expected) => {
    const pooled = pool(states, [2, 1], pooling, 2);
    expected.forEach((value, i) => expect(pooled[i]).toBeCloseTo(value));
  });
});
