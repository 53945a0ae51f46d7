import type { Plugin } from 'vite'

/** Puts the bridge before every other script of the page, in the dev server only. */
export function bridge(): Plugin {
  return {
    name: 'fegg:bridge',
    apply: 'serve',
    transformIndexHtml: {
      order: 'pre',
      handler: () => [
        {
          tag: 'script',
          attrs: { type: 'module', src: '/.fegg/page/bridge.ts' },
          injectTo: 'head-prepend',
        },
      ],
    },
  }
}
