import type { Plugin } from 'vite'

/** Injects the bundled bridge before every other script. Dev server only. */
export function bridge(): Plugin {
  // Vite's messages don't reach a page that is still loading. So each page knows the revision that it was served with, and
  // asks whether it is still the newest.
  let revision = 0
  return {
    name: 'fegg:bridge',
    apply: 'serve',
    configureServer(server) {
      server.ws.on('fegg:revision', (data: unknown, client) => {
        const begun = typeof data === 'object' && data && 'begun' in data ? data.begun : null
        if (begun !== revision) client.send('fegg:stale')
      })
    },
    hotUpdate({ modules }) {
      if (modules.length > 0) revision += 1
    },
    transformIndexHtml: {
      order: 'pre',
      handler: () => [
        {
          tag: 'meta',
          attrs: { name: 'fegg-revision', content: String(revision) },
          injectTo: 'head-prepend',
        },
        {
          tag: 'script',
          attrs: { type: 'module', src: '/.fegg/dist/bridge.js' },
          injectTo: 'head-prepend',
        },
      ],
    },
  }
}
