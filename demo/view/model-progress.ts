import { chooseModel } from '../shell/model-choice.ts';
import type { Stats } from '../wire.ts';
import { element, elementOf } from './dom.ts';
import { bytes, percent } from './format.ts';

/** How a folder of a model describes itself, as far as this page needs it. */
interface Manifest {
  readonly model: { readonly bytes: number };
}

/** The bar of the model's download, which can be stopped: recall goes by words without it. */
export class ModelProgress {
  #total: Promise<number> | undefined;

  bind(): void {
    element('model-switch').addEventListener('click', () => chooseModel(element('model-switch').dataset['wanted'] === 'yes'));
  }

  async show(model: Stats['model']): Promise<void> {
    const { state, progress } = model;
    element('model-progress').hidden = state === 'ready';
    if (state === 'ready') return;
    const loading = state === 'loading';
    const bar = elementOf('model-bar', HTMLProgressElement);
    bar.hidden = !loading;
    bar.value = progress;
    const stop = element('model-switch');
    stop.hidden = state === 'failed' || (loading && progress === 1);
    stop.textContent = loading ? 'Stop' : 'Load the model';
    stop.dataset['wanted'] = loading ? 'no' : 'yes';
    element('model-text').textContent = wordsFor(model, loading && navigator.onLine ? await this.#bytes() : 0);
  }

  #bytes(): Promise<number> {
    return (this.#total ??= fetch('/model/manifest.json')
      .then((response) => response.json() as Promise<Manifest>)
      .then(({ model }) => model.bytes)
      // the share is told all the same
      .catch(() => 0));
  }
}

function wordsFor({ state, progress, reason }: Stats['model'], total: number): string {
  if (state !== 'loading') return `Recall goes by words alone. ${reason ?? ''}`;
  if (progress === 1) return 'Starting the model. Until it runs, recall goes by words.';
  const share = total > 0 ? `${bytes(progress * total)} of ${bytes(total)}` : percent(progress);
  return `Loading the model, ${share}. Recall goes by words until then.`;
}
