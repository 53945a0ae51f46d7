import type { Plugin } from 'vite'

/**
 * React's plugin waits 16 ms for more modules of an update, but Vite's client runs them all in one task, so the next task
 * is late enough. Does nothing if the runtime's code differs.
 */
export function promptRefresh(): Plugin {
  return {
    name: 'fegg:prompt-refresh',
    apply: 'serve',
    transform: {
      filter: { id: /^\/@react-refresh$/ },
      handler: (code) => ({
        code: code.replace(/(performReactRefresh\(\)\s*\},\s*)16\)/, '$10)'),
        map: null,
      }),
    },
  }
}
