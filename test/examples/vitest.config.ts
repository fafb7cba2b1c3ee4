/// <reference types="vitest/config" />
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Every example, started by its one command: minutes, most of it installing and building. */
const config: ViteUserConfig = defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    include: ['test/examples/*.test.ts', 'test/examples/*.smoke.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    reporters: 'verbose',
  },
});

export default config;
