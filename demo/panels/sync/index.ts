import { cloudBeside } from '../../cloud-beside.ts';
import { createAlert } from '../alert.ts';
import { el } from '../../view/dom.ts';
import { readStats } from '../local-api.ts';
import type { MountPanel } from '../panel.ts';
import { whileShown } from '../while-shown.ts';
import { readCloud, setNetwork } from './cloud-api.ts';
import { createCloudView } from './cloud-view.ts';
import { createNetworkChoice } from './network-choice.ts';
import { createOutboxView, readOutbox } from './outbox-view.ts';

const LOOK_MS = 1000;

const ABOUT =
  'Whatever is said is kept here first, at once. What waits for the cloud is sent behind it, in order, each event with an id of its own, so that it has its effect once whatever the network does. Pull the plug, go on talking, and put it in again.';
const NO_CLOUD =
  'This page is served without a cloud, so nothing leaves this device: what is listed here would be sent if there were one. Start the demo with npm start, and a reference cloud runs beside it.';

const GONE =
  'The server of this page cannot be reached, and with it the cloud beside it. Nothing is lost: what is said waits here, and is sent when it is back.';

/** What waits on the device, what the cloud has, and a switch of the network between the two. */
export const mountSync: MountPanel = (host, { identity, announce }) => {
  const alert = createAlert();
  const looking = createAlert();
  const cloud = createCloudView();
  const outbox = createOutboxView(alert, announce, () => look());
  /** Counts what the person does: an answer that was under way meanwhile tells of the state before. */
  let choices = 0;
  const network = createNetworkChoice((state) => {
    choices++;
    void alert.trying(async () => {
      const now = await setNetwork(identity.userId, state);
      choices++;
      if (now === null) throw new Error('The server of this page cannot be reached. The switch stays as it was.');
      network.show(now.state);
      announce(`The network is ${now.state}.`);
    });
  });
  const about = el('p', { class: 'about panel-about' }, ABOUT);
  const wire = el('div', { class: 'sync-wire', 'aria-hidden': 'true' });
  const sides = el('div', { class: 'sync-sides' }, outbox.view, wire, cloud.view);
  host.append(about, network.view, alert.view, looking.view, sides);
  const hasCloud = 'cloudBaseUrl' in cloudBeside();

  const look = async (): Promise<void> => {
    const before = choices;
    const beside = hasCloud ? await readCloud(identity.userId) : null;
    network.view.hidden = cloud.view.hidden = wire.hidden = beside === null;
    about.textContent = beside ? ABOUT : hasCloud ? GONE : NO_CLOUD;
    const both = await looking.trying(() => Promise.all([readOutbox(), readStats()]));
    if (both) {
      const [events, { sync }] = both;
      outbox.show(events, sync);
      wire.dataset['moving'] = String(sync.state === 'pushing');
    }
    if (!beside) return;
    if (before === choices) network.show(beside.state);
    wire.dataset['network'] = beside.state;
    cloud.show(beside.holds);
  };
  return whileShown(LOOK_MS, look);
};
