import { defineConfig } from 'vitest/config';

// The screens are tested as they are shipped: dist in a real Chromium, one browser for all files.
export default defineConfig({
  test: {
    include: ['test/screens/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 8000 } },
  },
});
