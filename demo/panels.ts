import type { PanelView } from './shell/views.ts';

/** The views beside the conversation. Each comes when it is opened first. */
export const PANELS: readonly PanelView[] = [
  { name: 'memory', load: async () => (await import('./panels/memory/index.ts')).mountMemory },
  { name: 'documents', load: async () => (await import('./panels/documents/index.ts')).mountDocuments },
  { name: 'sync', load: async () => (await import('./panels/sync/index.ts')).mountSync },
  { name: 'device', load: async () => (await import('./panels/device/index.ts')).mountDevice },
  { name: 'people', load: async () => (await import('./panels/people/index.ts')).mountPeople },
];
