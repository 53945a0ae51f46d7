import type { Sandboxes } from '../sandbox/port.ts'

/** Sandboxes that are always ready and never hold anything: for tests of what does not look into one. */
export function createPlainSandboxes(): Sandboxes {
  return {
    forRun: () => ({
      sync: async () => {},
      readBack: async () => [],
      run: async (command) => ({
        exitCode: 0,
        // what the page check prints of a page without a fault
        stdout: command.includes('.fegg')
          ? `${JSON.stringify({ ok: true, loaded: true, errors: [], warnings: [], text: 'fine', ms: 1 })}\n`
          : '',
        stderr: '',
        timedOut: false,
      }),
    }),
    ensure: async () => {},
    treeChanged: () => {},
    connectPreview: () => Promise.reject(new Error('There is no preview.')),
    kill: async () => {},
    ready: async () => {},
    warning: () => null,
    close: async () => {},
  }
}
