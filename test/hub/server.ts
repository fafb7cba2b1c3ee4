import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { provisionModel } from '../../src/node/model/provision.ts';

export interface HubServer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): void;
}

const CONFIG = {
  architectures: ['BertModel'],
  model_type: 'bert',
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1536,
  max_position_embeddings: 512,
  vocab_size: 30522,
  pad_token_id: 0,
};

/** A host with the hub's layout: `Xenova/all-MiniLM-L6-v2` as it is published, the same with a card that says how to use it, and as one of many languages. */
export async function serveHub(weights: Uint8Array): Promise<HubServer> {
  const { folder } = await provisionModel();
  const plain = {
    'config.json': JSON.stringify(CONFIG),
    'tokenizer.json': await readFile(join(folder, 'tokenizer.json')),
    'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'BertTokenizer', model_max_length: 512 }),
    'onnx/model_quantized.onnx': weights,
  };
  const carded = {
    ...plain,
    '1_Pooling/config.json': JSON.stringify({ word_embedding_dimension: 384, pooling_mode_cls_token: true }),
    'config_sentence_transformers.json': JSON.stringify({ prompts: { query: 'find: ', document: 'text: ' } }),
    'sentence_bert_config.json': JSON.stringify({ max_seq_length: 128 }),
  };
  const many = { ...plain, 'config.json': JSON.stringify({ ...CONFIG, vocab_size: 250_037 }) };
  const { 'onnx/model_quantized.onnx': _weights, ...weightless } = plain;
  const models: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
    'Xenova/all-MiniLM-L6-v2': plain,
    'someone/with-a-card': carded,
    'someone/multilingual-e5-small': many,
    'someone/without-weights': weightless,
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname).slice(1);
    asked.push(path);
    const [, id = '', name = ''] = /^([^/]+\/[^/]+)\/resolve\/main\/(.+)$/.exec(path) ?? [];
    const body = models[id]?.[name];
    const headers = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' };
    if (body === undefined) response.writeHead(404, headers).end();
    else response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) }).end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, close: () => server.close() };
}
