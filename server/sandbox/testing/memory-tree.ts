import { createHash } from 'node:crypto'
import type { SandboxState } from '../../../shared/protocol/session-state.ts'
import type { FileEdit } from '../../versions/file-change.ts'
import type { SandboxRows, TreeSource } from '../port.ts'

function hashOf(content: string | Uint8Array) {
  return createHash('sha256').update(content).digest('hex')
}

export type StateChange = { sessionId: string; state: SandboxState; message: string | null }

export interface MemoryTree extends TreeSource, SandboxRows {
  /** Changes a session's tree as a run's `endTool` would. */
  apply(sessionId: string, edits: readonly FileEdit[]): void
  files(sessionId: string): Record<string, string | Uint8Array>
  readonly states: StateChange[]
}

export function createMemoryTree(start: Record<string, string> = {}): MemoryTree {
  const trees = new Map<string, Map<string, string | Uint8Array>>()
  const blobs = new Map<string, string | Uint8Array>()
  const ids = new Map<string, string | null>()
  const states: StateChange[] = []
  const treeOf = (sessionId: string) => {
    const found =
      trees.get(sessionId) ?? new Map<string, string | Uint8Array>(Object.entries(start))
    trees.set(sessionId, found)
    return found
  }
  return {
    states,
    apply(sessionId, edits) {
      const tree = treeOf(sessionId)
      for (const { path, content } of edits) {
        if (content === null) tree.delete(path)
        else tree.set(path, content)
      }
    },
    files: (sessionId) =>
      Object.fromEntries([...treeOf(sessionId)].sort(([a], [b]) => (a < b ? -1 : 1))),
    entries: async (sessionId) =>
      [...treeOf(sessionId)].map(([path, content]) => {
        blobs.set(hashOf(content), content)
        return { path, hash: hashOf(content) }
      }),
    async content(hash) {
      const content = blobs.get(hash)
      if (content === undefined) throw new Error(`no blob ${hash}`)
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    sandboxId: async (sessionId) => ids.get(sessionId) ?? null,
    workspaceId: async () => 'workspace',
    async replaceSandboxId(sessionId, expected, next) {
      if ((ids.get(sessionId) ?? null) !== expected) return false
      ids.set(sessionId, next)
      return true
    },
    unused: async () =>
      [...ids].flatMap(([sessionId, sandboxId]) =>
        sandboxId === null ? [] : [{ sessionId, sandboxId }],
      ),
    setState: async (sessionId, state, message) => void states.push({ sessionId, state, message }),
  }
}
