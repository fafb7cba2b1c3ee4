import type { HubModel } from '../../../src/contract/protocol.ts';
import { familyOf } from './families.ts';
import type { HubFiles } from './files.ts';
import type { Pooling } from './pooling.ts';

/** How one model of the hub is to be used. */
export interface HubCard {
  readonly pooling: Pooling;
  readonly queryPrefix: string;
  readonly documentPrefix: string;
  readonly dimension: number;
  readonly maxTokens: number;
  readonly languages: 'en' | 'many';
  /** A layer of weights follows the pooling, so only a graph that has it inside gives the model's vectors. */
  readonly hasDense: boolean;
}

/** Longer windows only make single passes long: what waits behind one is a query. */
const MAX_TOKENS = 512;
/** Encoders of English have 30,000 to 50,000 pieces, those of many languages from 120,000. */
const ENGLISH_PIECES = 100_000;

type Json = Readonly<Record<string, unknown>> | null;

/** Reads a model's own files; what the options say goes before them, and what is documented of its family after. */
export async function readCard(model: HubModel, files: HubFiles): Promise<HubCard> {
  const config = await files.json('config.json');
  if (!config)
    throw new Error(`There is no model ${model.id} at revision ${model.revision ?? 'main'}: it has no config.json. Check the model's id, revision and host.`);
  const [poolingFile, prompts, window, modules, tokenizer] = await Promise.all([
    files.json('1_Pooling/config.json'),
    files.json('config_sentence_transformers.json').then((file) => file?.['prompts'] as Json | undefined),
    files.json('sentence_bert_config.json'),
    files.read('modules.json'),
    files.json('tokenizer_config.json'),
  ]);
  const family = familyOf(model.id);
  const dimension = model.dimension ?? numberOf(poolingFile, 'word_embedding_dimension') ?? numberOf(config, 'hidden_size', 'dim', 'd_model', 'n_embd');
  if (dimension === undefined) throw new Error(`The config.json of ${model.id} does not say how long its vectors are. Say so by the option dimension.`);
  return {
    pooling: model.pooling ?? poolingOf(poolingFile) ?? family.pooling,
    queryPrefix: model.queryPrefix ?? promptOf(prompts, 'query') ?? family.queryPrefix,
    documentPrefix: model.documentPrefix ?? promptOf(prompts, 'document', 'passage') ?? family.documentPrefix,
    dimension,
    maxTokens:
      model.maxTokens ??
      Math.min(
        MAX_TOKENS,
        numberOf(window, 'max_seq_length') ?? MAX_TOKENS,
        numberOf(tokenizer, 'model_max_length') ?? MAX_TOKENS,
        numberOf(config, 'max_position_embeddings') ?? MAX_TOKENS,
      ),
    languages: model.languages ?? family.languages ?? ((numberOf(config, 'vocab_size') ?? 0) > ENGLISH_PIECES ? 'many' : 'en'),
    hasDense: modules !== null && new TextDecoder().decode(modules).includes('.Dense'),
  };
}

function poolingOf(file: Json): Pooling | undefined {
  const named = file?.['pooling_mode'];
  if (named === 'mean' || named === 'cls') return named;
  if (named === 'lasttoken' || file?.['pooling_mode_lasttoken'] === true) return 'last';
  if (file?.['pooling_mode_cls_token'] === true) return 'cls';
  return file?.['pooling_mode_mean_tokens'] === true ? 'mean' : undefined;
}

/** Newer files carry empty prompts as placeholders: those say nothing. */
function promptOf(prompts: Json | undefined, ...names: readonly string[]): string | undefined {
  return names.map((name) => prompts?.[name]).find((prompt): prompt is string => typeof prompt === 'string' && prompt !== '');
}

function numberOf(file: Json, ...names: readonly string[]): number | undefined {
  return names.map((name) => file?.[name]).find((value): value is number => typeof value === 'number' && value > 0);
}
