/// <reference types="vitest/config" />
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROME_ARGS, findChrome } from './test/support/chrome.ts';

const browserTests = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: { executablePath: findChrome(), args: CHROME_ARGS } }),
  instances: [{ browser: 'chromium' as const }],
});

export default defineConfig({
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  test: {
    projects: [
      { extends: true, test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**', '**/node_modules/**'], environment: 'node' } },
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.test.ts'], browser: browserTests() } },
    ],
  },
});
