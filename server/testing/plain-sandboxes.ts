import type { RunSandbox } from '../agent-port/agent.ts'
import type { Sandboxes } from '../sandbox/port.ts'

/** Always ready and empty. */
export function createPlainSandboxes(): Sandboxes {
  const plain: RunSandbox = {
    sync: async () => {},
    readBack: async () => ({ edits: [], problems: [] }),
    run: async (command) => ({
      exitCode: 0,
      // what the page check prints for a clean page
      stdout: command.includes('.fegg')
        ? `${JSON.stringify({ ok: true, why: '', problems: [], unseen: [] })}\n`
        : '',
      stderr: '',
      timedOut: false,
    }),
    preview: () => Promise.reject(new Error('There is no preview.')),
  }
  return {
    forRun: () => plain,
    lend: () => ({ sandbox: plain, end: async () => {} }),
    onWait: () => () => {},
    ensure: async () => {},
    treeChanged: () => {},
    connectPreview: () => Promise.reject(new Error('There is no preview.')),
    kill: async () => {},
    running: () => 0,
    ready: async () => {},
    warning: () => null,
    close: async () => {},
  }
}
