import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const FILES = ['app.webmanifest', 'icon-192.png', 'icon-512.png', 'icon.svg'];

/** The app's manifest and the icons that it names, under addresses that do not change: an installed app asks for them by name. */
export function manifest(): Plugin {
  return {
    name: 'demo-manifest',
    apply: 'build',
    buildStart() {
      for (const fileName of FILES) this.emitFile({ type: 'asset', fileName, source: readFileSync(new URL(`../${fileName}`, import.meta.url)) });
    },
    transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'manifest', href: '/app.webmanifest' }, injectTo: 'head' }],
  };
}
