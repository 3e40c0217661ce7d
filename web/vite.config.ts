import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'
import { asleep } from './asleep.ts'
import { chunks, effects } from './chunks.ts'
import { plainIcons } from './plain-icons.ts'

/** In development these are answered by a running server. */
const server = 'http://127.0.0.1:3000'
const serverPaths = ['/api', '/images', '/upload', '/delete', '/healthz', '/robots.txt']

/**
 * The handler lives in the server's own process: what it reads from the environment is fixed here, so that an
 * operator's variables of the same names mean nothing to it. `src/server/pages.ts` sets these headers.
 */
function fixedHandlerSettings(): Plugin {
  const settings = { PROTOCOL_HEADER: 'x-tintype-protocol', HOST_HEADER: 'x-tintype-host' }
  return {
    name: 'tintype-handler-settings',
    enforce: 'pre',
    load(id) {
      if (!/adapter-node\/src\/env\.js$/.test(id)) return
      return `const settings = ${JSON.stringify(settings)}
export const env = (name, fallback) => settings[name] ?? fallback
export const timeout_env = (_name, fallback) => fallback`
    },
  }
}

export default defineConfig({
  plugins: [
    fixedHandlerSettings(),
    asleep(),
    plainIcons(),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ out: '.svelte-kit/pages' }),
      // The server adds where pictures may come from: that is known when it runs.
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'connect-src': ['self'],
          'worker-src': ['self', 'blob:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['self'],
        },
      },
      // The server refuses forms of other sites before they come here, in words.
      csrf: { trustedOrigins: ['*'] },
      paths: { relative: true },
      version: { pollInterval: 0 },
    }),
  ],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: { codeSplitting: { groups: chunks } },
          treeshake: { moduleSideEffects: effects },
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(serverPaths.map((path) => [path, server])) },
})
