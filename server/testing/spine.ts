import { noBrowser } from '../browser/testing/no-browser.ts'
import { users, workspaces, members } from '../../drizzle/schema.ts'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { createAgent, readModelEnv } from '../agent/index.ts'
import {
  type ScriptedOptions,
  type ScriptedStep,
  scriptedEntry,
} from '../agent/testing/scripted-model.ts'
import type { Bus } from '../bus/bus.ts'
import { createMemoryBus } from '../bus/memory-bus.ts'
import { createLockSession } from '../events/session-transaction.ts'
import { createRooms } from '../rooms/rooms.ts'
import { subscribe } from '../rooms/subscribe.ts'
import { createRunner, type RunnerOptions } from '../runs/runner.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { createSession } from '../sessions/create-session.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { importTree } from '../versions/versions.ts'
import { createPlainSandboxes } from './plain-sandboxes.ts'
import type { Database } from '../db/database.ts'

const quiet = {
  info: () => {},
  warn: () => {},
  error: (details: object, message: string) => console.error(message, details),
}

export const firstFiles = [
  { path: 'package.json', content: '{ "name": "app" }\n' },
  { path: 'src/App.tsx', content: 'export default function App() {\n  return null\n}\n' },
]

/** The live server without sockets, with a scripted model. */
export async function openSpine(
  database: Database,
  script: readonly ScriptedStep[],
  options: Partial<RunnerOptions> & {
    tokenDelayMs?: number
    clock?: Clock
    bus?: Bus
    onCall?: ScriptedOptions['onCall']
    sandboxes?: Partial<Sandboxes>
  } = {},
) {
  const { db } = database
  const bus = options.bus ?? createMemoryBus()
  const clock = options.clock ?? systemClock
  const lockSession = createLockSession({ db, bus, clock })
  const agent = await createAgent({
    env: readModelEnv({}),
    checkpointer: { database: database.connection },
    models: [
      scriptedEntry(script, {
        tokenDelayMs: options.tokenDelayMs ?? 0,
        ...(options.onCall ? { onCall: options.onCall } : {}),
      }),
    ],
    log: quiet,
  })
  const sandboxes = { ...createPlainSandboxes(), ...options.sandboxes }
  const epoch = newId()
  const rooms = createRooms(
    { db, bus, epoch, clock: systemClock, log: quiet },
    { idleMs: 60_000, pollMs: 1_000, pingMs: 15_000, onOpen: () => {} },
  )
  const runner = createRunner(
    {
      db,
      lockSession,
      bus,
      agent,
      sandboxes,
      browser: noBrowser,
      clock,
      log: quiet,
    },
    { concurrency: 4, leaseMs: 3_000, timeoutMs: 60_000, pollMs: 200, owner: epoch, ...options },
  )
  const template = await importTree(db, firstFiles)

  return {
    db,
    bus,
    lockSession,
    rooms,
    runner,
    agent,
    epoch,
    commands: { lockSession, bus },
    async person(name: string): Promise<{ id: Id; workspaceId: Id }> {
      const id = newId()
      const workspaceId = newId()
      await db.insert(users).values({ id, name, guest: true })
      await db.insert(workspaces).values({ id: workspaceId, slug: workspaceId, name })
      await db.insert(members).values({ workspaceId, userId: id, role: 'owner' })
      return { id, workspaceId }
    },
    async session(
      person: { id: Id; workspaceId: Id },
      text?: string,
      id: Id = newId(),
    ): Promise<Id> {
      await createSession(
        { db, bus, lockSession, clock, template },
        {
          id,
          workspaceId: person.workspaceId,
          createdBy: person.id,
          model: 'scripted',
          name: undefined,
          first: text === undefined ? undefined : { messageId: newId(), text },
        },
      )
      return id
    },
    /** Reads from a cursor until `enough` returns true. */
    async read(
      sessionId: Id,
      after: number | null,
      enough: (item: AgentEvent) => boolean,
    ): Promise<Array<{ id: number; data: AgentEvent }>> {
      const room = await rooms.get(sessionId)
      const end = new AbortController()
      const items: Array<{ id: number; data: AgentEvent }> = []
      for await (const item of subscribe(db, room, after, end.signal, (id, data) => ({
        id,
        data,
      }))) {
        items.push(item)
        if (enough(item.data)) break
      }
      end.abort()
      return items
    },
    async [Symbol.asyncDispose]() {
      await runner.close()
      await rooms.close()
      await agent.close()
      // a given bus is shared with another node
      if (!options.bus) await bus.close()
    },
  }
}

export type Spine = Awaited<ReturnType<typeof openSpine>>

export function isDone(item: AgentEvent): boolean {
  return item.type === 'event' && item.event.type === 'done'
}
