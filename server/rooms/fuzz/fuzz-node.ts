import { noBrowser } from '../../browser/testing/no-browser.ts'
import type { Db } from '../../../drizzle/types.ts'
import type { AgentEvent } from '../../../shared/protocol/subscription.ts'
import { type Id, newId } from '../../../shared/ids.ts'
import type { Person } from '../../../shared/protocol/person.ts'
import { closeCodes } from '../../../shared/protocol/close-codes.ts'
import { createLockSession } from '../../events/session-transaction.ts'
import { createRunner } from '../../runs/runner.ts'
import { sendMessage } from '../../runs/send-message.ts'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { createPlainSandboxes } from '../../testing/plain-sandboxes.ts'
import type { DocMember } from '../doc-channel.ts'
import { awaitDraft } from '../draft-take.ts'
import { createRooms } from '../rooms.ts'
import { subscribe } from '../subscribe.ts'
import type { DocLine } from './fake-web-socket.ts'
import { createFuzzAgent } from './fuzz-agent.ts'
import type { FuzzBus } from './fuzz-bus.ts'
import type { Line } from './line.ts'

export type EventLine = Line<never, { is: 'item'; json: string } | { is: 'ended' }>

/** Timers end when their node is killed. */
function mortalClock() {
  const pending = new Set<() => void>()
  let alive = true
  const clock: Clock = {
    ...systemClock,
    after(ms, work) {
      if (!alive) return () => {}
      const cancel = systemClock.after(ms, () => {
        pending.delete(cancel)
        work()
      })
      pending.add(cancel)
      return () => {
        pending.delete(cancel)
        cancel()
      }
    },
  }
  return {
    clock,
    die() {
      alive = false
      for (const cancel of pending) cancel()
      pending.clear()
    },
  }
}

/** Production's rooms, runs and drafts, over lines instead of sockets. */
export function createFuzzNode(db: Db, hub: FuzzBus, log: { errors: unknown[] }) {
  const { clock, die } = mortalClock()
  const bus = hub.attach()
  const epoch = newId()
  const lockSession = createLockSession({ db, bus, clock })
  const quiet = { error: (details: object) => void log.errors.push(details) }
  const rooms = createRooms(
    { db, bus, epoch, clock, log: quiet },
    { idleMs: 30_000, pollMs: 5_000, pingMs: 15_000, onOpen: () => {} },
  )
  const agent = createFuzzAgent()
  const sandboxes = createPlainSandboxes()
  const runner = createRunner(
    { db, lockSession, bus, agent, sandboxes, browser: noBrowser, clock, log: quiet },
    { concurrency: 4, leaseMs: 15_000, timeoutMs: 600_000, pollMs: 5_000, owner: epoch },
  )
  runner.start()
  const death = Promise.withResolvers<never>()
  death.promise.catch(() => {})

  const joinDoc = async (line: DocLine, path: string, person: Person) => {
    const early: Uint8Array[] = []
    let member: DocMember | null = null
    let gone = false
    let channel: Awaited<ReturnType<typeof rooms.get>>['record'] | null = null
    line.serve({
      take: (data) => {
        if (channel && member) channel.receive(member, data)
        else early.push(data)
      },
      gone: () => {
        gone = true
        if (channel && member) channel.leave(member)
      },
    })
    line.sendDown({ is: 'open' })
    const [kind, sessionId = '', wanted] = path.split('/')
    const room = await rooms.get(sessionId)
    if (gone) return
    if (kind === 'record' && wanted !== undefined && wanted !== room.epoch)
      return line.closeByServer(closeCodes.staleEpoch, room.epoch)
    channel = kind === 'record' ? room.record : room.draft
    member = {
      person,
      mayWrite: kind === 'draft',
      connection: {
        send: (data) => line.sendDown({ is: 'frame', data: data.slice() }),
        buffered: () => 0,
        close: (code, reason) => line.closeByServer(code, reason),
      },
    }
    channel.join(member)
    for (const data of early) channel.receive(member, data)
  }

  const streamEvents = async (line: EventLine, sessionId: Id, after: number) => {
    const end = new AbortController()
    line.serve({ take: () => {}, gone: () => end.abort() })
    try {
      const room = await rooms.get(sessionId)
      for await (const data of subscribe(db, room, after, end.signal, (_seq, item) => item))
        line.sendDown({ is: 'item', json: JSON.stringify(data satisfies AgentEvent) })
    } finally {
      line.sendDown({ is: 'ended' })
    }
  }

  return {
    epoch,
    rooms,
    agent,
    commands: { lockSession, bus },
    openDoc: (line: DocLine, path: string, person: Person) =>
      void joinDoc(line, path, person).catch((error: unknown) => {
        log.errors.push(error)
        line.closeByServer(1011, 'Something went wrong.')
      }),
    openEvents: (line: EventLine, sessionId: Id, after: number) =>
      void streamEvents(line, sessionId, after).catch((error: unknown) => log.errors.push(error)),
    /** Rejects if the node dies meanwhile. */
    send(message: {
      id: Id
      sessionId: Id
      authorId: Id
      said: { text: string } | { draft: string }
    }) {
      const { said, ...rest } = message
      const work = async () => {
        const words =
          'text' in said
            ? said
            : { draft: await awaitDraft((await rooms.get(rest.sessionId)).draftDoc, said.draft) }
        return sendMessage({ lockSession, bus }, { ...rest, ...words, delivery: 'after' })
      }
      return Promise.race([work(), death.promise])
    },
    /** Like SIGKILL. The caller must cut its lines. */
    async kill() {
      die()
      await bus.close()
      death.reject(new Error('the node died'))
    },
  }
}

export type FuzzNode = ReturnType<typeof createFuzzNode>
