import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../src/node/model/errors.ts';
import { BGE_SMALL_ROW8, MINILM_ROW8 } from '../../../src/node/model/known-models.ts';
import { modelByName } from '../../../src/node/model/model-name.ts';
import { parseManifest, stampOf, traitsOf } from '../../../worker/embed/models.ts';

describe('the name of a model', () => {
  it('is one of those known here, or that of a model of the hub', () => {
    expect(modelByName('bge-small-en-v1.5')).toBe(BGE_SMALL_ROW8);
    expect(modelByName('all-MiniLM-L6-v2')).toBe(MINILM_ROW8);
    expect(modelByName('Xenova/multilingual-e5-small')).toEqual({ id: 'Xenova/multilingual-e5-small' });
  });

  it.each(['bge', 'toString', 'a/b/c', '../x'])('is refused with those there are: %s', (name) => {
    expect(() => modelByName(name)).toThrow(ModelError);
    expect(() => modelByName(name)).toThrow('all-MiniLM-L6-v2, bge-small-en-v1.5');
  });
});

describe('what search knows of a model', () => {
  it('stands in its manifest, through the file that is written of it', () => {
    const read = (manifest: object): object => traitsOf(parseManifest(JSON.parse(JSON.stringify(manifest))));
    expect(read(BGE_SMALL_ROW8.manifest)).toEqual({ languages: 'en', denseWeight: 0.7 });
    expect(read(MINILM_ROW8.manifest)).toEqual({ languages: 'en' });
    expect(read({ ...MINILM_ROW8.manifest, languages: 'many' })).toEqual({ languages: 'many' });
  });

  it('is never shared by vectors of two models', () => {
    expect(stampOf(BGE_SMALL_ROW8.manifest)).not.toBe(stampOf(MINILM_ROW8.manifest));
  });
});
