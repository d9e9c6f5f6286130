import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

// `npm run dev` serves the page itself and passes everything else to a running service
// (`make up`), whose address may be given in ALO116_DEV_TARGET.
const service = process.env.ALO116_DEV_TARGET ?? 'https://localhost:8116';
const proxy = { target: service, secure: false, changeOrigin: true };
const socket = { ...proxy, ws: true, rewriteWsOrigin: true };

export default defineConfig({
  plugins: [svelte(), keepFolder()],
  build: {
    target: 'es2022',
    // Nothing is put inline, so that the policy `default-src 'self'` holds without exceptions.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: { proxy: { '/api': proxy, '/ws': socket, '/sip': socket } },
});

/** Vite empties dist; this puts back the file that keeps the folder in git (Go embeds it). */
function keepFolder() {
  return {
    name: 'keep-folder',
    apply: 'build' as const,
    generateBundle(this: { emitFile(f: object): void }) {
      this.emitFile({ type: 'asset', fileName: '.gitkeep', source: keptText() });
    },
  };
}

function keptText(): string {
  try {
    return readFileSync(new URL('dist/.gitkeep', import.meta.url), 'utf8');
  } catch {
    return '';
  }
}
