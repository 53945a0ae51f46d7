import type { Id } from '../../shared/ids.ts'
import type { SandboxContext } from './live-sandbox.ts'
import type { LentSandbox, SandboxRows, TreeSource } from './port.ts'
import { SessionSandbox } from './session-sandbox.ts'

/** Keeps its id in memory: nobody else uses it, and it ends with its use. */
function createLentRows({ workspaceId }: SandboxRows) {
  let sandboxId: string | null = null
  let open = true
  const rows: SandboxRows = {
    sandboxId: async () => sandboxId,
    workspaceId,
    async replaceSandboxId(_sessionId, expected, next) {
      // a start that comes too late ends its own machine
      if (sandboxId !== expected || (!open && next !== null)) return false
      sandboxId = next
      return true
    },
    unused: async () => [],
    setState: async () => undefined,
  }
  return {
    rows,
    close() {
      open = false
    },
  }
}

export function lendSandbox(
  parts: Omit<SandboxContext, 'sessionId' | 'tree' | 'rows'>,
  sessionRows: SandboxRows,
  sessionId: Id,
  {
    entries,
    content,
  }: { entries: Array<{ path: string; hash: string }> } & Pick<TreeSource, 'content'>,
): LentSandbox {
  const { rows, close } = createLentRows(sessionRows)
  const tree: TreeSource = { entries: async () => entries, content }
  const sandbox = new SessionSandbox({ ...parts, sessionId, tree, rows })
  return {
    sandbox,
    async end() {
      close()
      await sandbox.kill()
    },
  }
}
