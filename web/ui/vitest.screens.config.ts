import { defineConfig } from 'vitest/config';

// The screens are tested as they are shipped: dist in a real Chromium, one browser for all files.
export default defineConfig({
  test: {
    include: ['test/screens/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    // Far beyond what a slow machine needs: only what hangs fails by time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
