import type { Alert } from '../alert.ts';
import { download } from '../download.ts';
import { el, press } from '../../view/dom.ts';
import { readDiagnostics } from '../local-api.ts';

/** The report that may be sent to whoever helps. */
export function createDiagnosticsCard(alert: Alert, announce: (text: string) => void): { readonly view: HTMLElement } {
  const report = async (): Promise<string> => JSON.stringify(await readDiagnostics(), null, 2);
  const text = el('pre', { class: 'report', tabindex: 0, 'aria-label': 'Diagnostics' });
  const shown = el('details', {}, el('summary', {}, 'Look at it'), text);
  shown.addEventListener('toggle', () => {
    if (shown.open) void alert.trying(async () => (text.textContent = await report()));
  });
  const copy = press('Copy', 'small', () => {
    void alert.trying(async () => {
      await navigator.clipboard.writeText(await report());
      announce('The diagnostics are on the clipboard.');
    });
  });
  const save = press('Download', 'small', () => {
    void alert.trying(async () => download(new Blob([await report()], { type: 'application/json' }), 'diagnostics.json'));
  });
  return {
    view: el(
      'section',
      { class: 'card', 'aria-labelledby': 'device-diagnostics' },
      el('h2', { id: 'device-diagnostics' }, 'Diagnostics'),
      el(
        'p',
        { class: 'about' },
        'How it stands, in numbers and codes: safe to send to a stranger. No word that anybody said is in it, no name, address or key.',
      ),
      el('div', { class: 'panel-tools' }, copy, save),
      shown,
    ),
  };
}
