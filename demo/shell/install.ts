import { element } from '../view/dom.ts';

/** As Chromium fires it; other browsers install from a menu of their own. */
interface BeforeInstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Offers to install the page where the browser can. */
export function bindInstall(): void {
  const install = element('install');
  let offer: BeforeInstallPrompt | undefined;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as BeforeInstallPrompt;
    install.hidden = false;
  });
  install.addEventListener('click', () => {
    // an offer is good for one question
    install.hidden = true;
    void offer?.prompt().catch(() => undefined);
  });
  addEventListener('appinstalled', () => (install.hidden = true));
}
