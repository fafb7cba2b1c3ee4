import { defineConfig } from 'vitepress';
import { copyFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written by TypeDoc beside the pages; absent while somebody only reads them with `npm run docs:dev`. */
const API = new URL('../reference/api/typedoc-sidebar.json', import.meta.url);
const api = existsSync(API) ? [{ text: 'API', link: '/reference/api/README', collapsed: true, items: JSON.parse(readFileSync(API, 'utf8')) }] : [];

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: 'memoair-web',
  description: 'Voice memory that runs where no sidecar process can.',
  cacheDir: 'node_modules/.vitepress',
  srcExclude: ['**/node_modules/**'],
  // pages are read in the repository too, where links name files
  cleanUrls: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Guide', '/guide/start'), page('Reference', '/reference/contract'), page('Performance', '/performance'), page('Limits', '/limits')],
    sidebar: [
      {
        text: 'Guide',
        items: [
          page('Start here', '/guide/start'),
          page('In a page', '/guide/browser'),
          page('From the sidecar', '/guide/migrate'),
          page("The SDK's classes", '/guide/sdk'),
          page('What a recall brings', '/guide/recall'),
          page('Facts', '/guide/facts'),
          page('Documents', '/guide/documents'),
          page('Models', '/guide/models'),
          page('Offline', '/guide/offline'),
          page('The kernel alone', '/guide/kernel'),
        ],
      },
      {
        text: 'Voice',
        items: [
          page('A voice app over WebRTC', '/guide/webrtc'),
          page('Voice clients', '/guide/voice-clients'),
          page('An agent for LiveKit', '/guide/livekit-agent'),
          page('Retell', '/guide/retell'),
          page('Vapi', '/guide/vapi'),
        ],
      },
      {
        text: 'Servers',
        items: [
          page('Node', '/guide/node'),
          page('Python', '/guide/python'),
          page('Workers', '/guide/workers'),
          page('A cloud of your own', '/guide/cloud'),
          page('What the edge costs', '/edge-cost'),
        ],
      },
      {
        text: 'Trust',
        items: [
          page('Who is trusted with what', '/trust'),
          page('Encryption at rest', '/encryption'),
          page('Forgetting', '/forgetting'),
          page('What goes wrong', '/faults'),
          page('Hostile input', '/hostile-input'),
          page('Dependencies', '/dependencies'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('The contract', '/reference/contract'),
          page('The local surface', '/reference/local'),
          page('Errors', '/reference/errors'),
          page('Options', '/reference/options'),
          page('Bounds', '/reference/bounds'),
          page('The public surface', '/api-report'),
          ...api,
        ],
      },
      {
        text: 'How it is built',
        items: [
          page('Architecture', '/architecture'),
          page('Design notes', '/design'),
          page('Performance', '/performance'),
          page('Quality', '/quality'),
          page('Browsers and phones', '/browsers'),
          page('Limits and non-goals', '/limits'),
        ],
      },
    ],
  },
  // what a page names beside pages, and no page shows
  buildEnd: ({ srcDir, outDir }) => copyFile(join(srcDir, 'sbom.json'), join(outDir, 'sbom.json')),
});
