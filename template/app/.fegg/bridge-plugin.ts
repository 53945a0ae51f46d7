import type { Plugin } from 'vite'

/** Puts the bridge, bundled, before every other script of the page, in the dev server only. */
export function bridge(): Plugin {
  // Vite tells of a change only to pages whose socket is open and whose modules run: one that loads just then would keep what
  // was. So a page knows with which revision it was begun, and asks whether that is still the newest.
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
