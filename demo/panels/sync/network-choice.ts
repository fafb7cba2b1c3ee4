import { el } from '../../view/dom.ts';
import { NETWORK_STATES, type NetworkState } from './cloud-api.ts';

const WORDS: Readonly<Record<NetworkState, readonly [name: string, means: string]>> = {
  online: ['Online', 'answers at once'],
  slow: ['Slow', 'three seconds late'],
  failing: ['Failing', 'answers 503'],
  refusing: ['Refusing', 'takes no event'],
  offline: ['Offline', 'the plug is pulled'],
};

/** The switch of the network before the cloud. */
export interface NetworkChoice {
  readonly view: HTMLElement;
  show(state: NetworkState): void;
}

export function createNetworkChoice(chosen: (state: NetworkState) => void): NetworkChoice {
  const radios = new Map<NetworkState, HTMLInputElement>();
  const view = el('fieldset', { class: 'network' }, el('legend', {}, 'The network to the cloud'));
  for (const state of NETWORK_STATES) {
    const [name, means] = WORDS[state];
    const radio = el('input', { type: 'radio', name: 'network-state', value: state });
    radio.addEventListener('change', () => chosen(state));
    radios.set(state, radio);
    view.append(el('label', { class: 'network-one', 'data-network': state }, radio, el('span', {}, el('strong', {}, name), el('small', {}, means))));
  }
  return {
    view,
    show: (state) => {
      const radio = radios.get(state);
      if (radio) radio.checked = true;
    },
  };
}
