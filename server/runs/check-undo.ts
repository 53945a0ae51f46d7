import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { DryRunCheck, Resolution } from '../../shared/protocol/merge-view.ts'
import type { PageBrowser } from '../browser/port.ts'
import type { Agent, RunFiles, RunVersions } from '../agent-port/agent.ts'
import { createSerial, type Serial, withTimeout } from '../lib/async.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { textOf } from '../versions/blobs.ts'
import { planUndo, type UndoPlan } from '../versions/plan-undo.ts'
import { treeHash } from '../versions/folders.ts'

interface Deps {
  db: Db
  agent: Pick<Agent, 'check'>
  sandboxes: Pick<Sandboxes, 'lend'>
  browser: PageBrowser
  log: { warn(details: object, message: string): void }
}

const longestMs = 120_000
/** Checks of a session, with the one at work. */
const mostWaiting = 3

function notChecked(note: string): DryRunCheck {
  return { ok: null, problems: [], note }
}

function filesOf({ entries, read }: Pick<UndoPlan, 'entries' | 'read'>): RunFiles {
  const hashes = new Map(entries.map(({ path, hash }) => [path, hash]))
  return {
    list: async () => [...hashes.keys()],
    read: async (path) => {
      const hash = hashes.get(path)
      return hash === undefined ? null : textOf(await read(hash))
    },
    // no check asks for them
    binaries: async () => new Map(),
    hash: async () => treeHash(entries),
    changedBy: async () => null,
  }
}

/** No check asks for them. */
const noVersions: RunVersions = {
  list: async () => ({ versions: [], more: false }),
  find: async () => null,
  read: async () => ({ text: null, binary: false, large: false, size: 0, hash: null }),
  compare: async () => [],
}

async function checkPlan(
  { agent, sandboxes, browser, log }: Deps,
  sessionId: Id,
  plan: UndoPlan,
  signal: AbortSignal,
): Promise<DryRunCheck> {
  const lent = sandboxes.lend(sessionId, { entries: plan.entries, content: plan.read })
  try {
    const context = {
      sessionId,
      files: filesOf(plan),
      versions: noVersions,
      sandbox: lent.sandbox,
      browser,
      signal,
    }
    const checked = agent.check(context).then((result): DryRunCheck => ({ ...result, note: null }))
    return await withTimeout(checked, longestMs, () =>
      notChecked('The check took too long, so what comes of it is not known.'),
    )
  } catch (error) {
    signal.throwIfAborted()
    log.warn({ err: error, sessionId }, 'the result of an undo could not be checked')
    const why = error instanceof AppError ? error.message : 'Something went wrong on the server.'
    return notChecked(`The result could not be checked. ${why}`)
  } finally {
    lent.end().catch((error: unknown) => log.warn({ err: error }, 'a lent sandbox did not end'))
  }
}

export type UndoCheck = (
  input: { sessionId: Id; versionIds: readonly Id[]; resolutions: Resolution[] },
  signal: AbortSignal,
) => Promise<DryRunCheck>

/** Checks what would come of an undo, in a sandbox of its own, one at a time for a session. */
export function createUndoCheck(deps: Deps): UndoCheck {
  const waiting = new Map<Id, { serial: Serial; count: number }>()
  return async (input, signal) => {
    const { sessionId } = input
    const line = waiting.get(sessionId) ?? { serial: createSerial(), count: 0 }
    if (line.count >= mostWaiting)
      return notChecked('Other checks of this session are under way. Try again in a moment.')
    waiting.set(sessionId, line)
    line.count++
    try {
      return await line.serial(async () => {
        signal.throwIfAborted()
        const plan = await planUndo(deps.db, input)
        if (plan.conflicts.length > 0)
          return notChecked('What comes of it can be checked once the conflicts are solved.')
        return checkPlan(deps, sessionId, plan, signal)
      })
    } finally {
      line.count--
      if (line.count === 0) waiting.delete(sessionId)
    }
  }
}
