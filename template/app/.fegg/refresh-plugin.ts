import type { Plugin } from 'vite'

/**
 * Lets React refresh at once. The plugin for React waits 16 ms more in case another module of the same update follows, but Vite's
 * client runs the modules of an update in one task, so the next task has them all. Where the runtime is written otherwise it
 * stays as it is.
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
