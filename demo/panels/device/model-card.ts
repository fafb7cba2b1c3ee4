import { chooseModel, wordsAlone } from '../../shell/model-choice.ts';
import { el, press } from '../../view/dom.ts';
import type { StatsResponse } from '../local-api.ts';
import { number, size } from '../words.ts';
import { createCard } from './card.ts';

const STATES: Readonly<Record<StatsResponse['model']['state'], string>> = {
  ready: 'Ready: recall goes by words and by meaning',
  loading: 'Loading: recall goes by words meanwhile',
  failed: 'Failed: recall goes by words alone',
  absent: 'Not loaded: recall goes by words alone',
};

/** What turns words into vectors. */
export function createModelCard(): { readonly view: HTMLElement; show(stats: StatsResponse): void } {
  const bar = el('progress', { class: 'meter', max: 1, 'aria-label': 'Model loaded' });
  const stop = press('Stop loading', 'small', () => chooseModel(false));
  const load = press('Load the model', 'small', () => chooseModel(true));
  const card = createCard('Model', bar, el('div', { class: 'panel-tools' }, stop, load));
  return {
    view: card.view,
    show: ({ model, vectors, pendingEmbeddings }) => {
      const loading = model.state === 'loading';
      card.rows([
        ['State', STATES[model.state]],
        ['Why', model.reason ?? ''],
        ['Name', model.name ?? ''],
        ['Computes on', model.backend ?? ''],
        ['Dimensions', model.dimension === null ? '' : number(model.dimension)],
        ['Loaded', loading ? `${Math.round(model.progress * 100)} %` : ''],
        ['Vectors', `${number(vectors.count)}, ${size(vectors.bytes)}, scanned by ${vectors.backend}`],
        ['Still to embed', number(pendingEmbeddings)],
      ]);
      bar.hidden = !loading;
      bar.value = model.progress;
      stop.hidden = !loading;
      load.hidden = !(model.state === 'failed' || (model.state === 'absent' && wordsAlone()));
    },
  };
}
