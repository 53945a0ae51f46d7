import { and, asc, eq, inArray } from 'drizzle-orm'
import { vi } from 'vitest'
import { runs } from '../../../drizzle/schema.ts'
import type { Db } from '../../../drizzle/types.ts'
import { type Id, newId } from '../../../shared/ids.ts'
import { systemClock } from '../../lib/clock.ts'
import type { Person } from '../../../shared/protocol/person.ts'
import { stopRun } from '../../runs/stop-run.ts'
import { moveRun } from '../../runs/move-run.ts'
import { createSession } from '../../sessions/create-session.ts'
import type { importTree } from '../../versions/versions.ts'
import type { Dial, DocDown, DocLine } from './fake-web-socket.ts'
import { createFuzzBus } from './fuzz-bus.ts'
import { createFuzzNode, type EventLine, type FuzzNode } from './fuzz-node.ts'
import { Line } from './line.ts'
import type { Operation } from './operations.ts'
import { openTab, type Tab } from './tab.ts'

export interface WorldDeps {
  db: Db
  /** Resolves when no query or task runs. */
  idle: () => Promise<void>
  people: Array<Person & { workspaceId: Id }>
  template: Awaited<ReturnType<typeof importTree>>
  random: () => number
}

const pingMs = 15_000

const tabOwners = [0, 0, 1]

/**
 * Two servers on one database, three tabs of two people, and a network that the test controls. Time
 * is vitest's and passes only here.
 */
export class World {
  readonly deps: WorldDeps
  readonly sessionId: Id = newId()
  readonly bus = createFuzzBus()
  readonly log = { errors: [] as unknown[] }
  nodes: Array<FuzzNode | null> = []
  tabs: Tab[] = []
  lines: Array<DocLine | EventLine> = []
  readonly #offline = new Set<number>()
  #calls = new Set<Promise<unknown>>()

  constructor(deps: WorldDeps) {
    this.deps = deps
  }

  async open(): Promise<void> {
    const { db, people, template } = this.deps
    this.nodes = [0, 1].map(() => this.#newNode())
    const [owner] = people
    const node = this.nodes[0]
    if (!owner || !node) throw new Error('nobody is there')
    await createSession(
      { db, clock: systemClock, template, ...node.commands },
      {
        id: this.sessionId,
        workspaceId: owner.workspaceId,
        createdBy: owner.id,
        model: 'fuzz',
        name: 'Fuzz',
        first: undefined,
      },
    )
    this.tabs = tabOwners.map((_owner, index) => this.#newTab(index))
    await this.deps.idle()
  }

  #newNode(): FuzzNode {
    return createFuzzNode(this.deps.db, this.bus, this.log)
  }

  #newTab(index: number): Tab {
    const me = this.deps.people[tabOwners[index] ?? 0]
    if (!me) throw new Error('nobody is there')
    const { id, name, color } = me
    return openTab({
      index,
      sessionId: this.sessionId,
      me: { id, name, color },
      wsUrl: `ws://tab-${index}/yjs`,
      calls: {
        subscribe: (input, on) => {
          const node = this.#nodeFor(index)
          const line: EventLine = new Line(index, node, {
            take: (down) => {
              if (down.is === 'ended') on.ended()
              else on.data(JSON.parse(down.json))
            },
            gone: () => {
              clearInterval(pings)
              on.failed(new Error('the line broke'))
            },
          })
          const pings = setInterval(() => line.hung && line.clientNotices(), pingMs)
          this.lines.push(line)
          if (node) node.openEvents(line, input.sessionId, input.after)
          else void Promise.resolve().then(() => line.cut())
          return () => {
            clearInterval(pings)
            line.closeByClient()
          }
        },
        send: (message) => this.#send(index, message),
      },
    })
  }

  readonly dial: Dial = (url, client) => {
    const { hostname, pathname } = new URL(url)
    const index = Number(hostname.replace('tab-', ''))
    const node = this.#nodeFor(index)
    const me = this.deps.people[tabOwners[index] ?? 0]
    const line: DocLine = new Line<Uint8Array, DocDown>(index, node, client)
    this.lines.push(line)
    if (node && me) node.openDoc(line, pathname.replace('/yjs/', ''), me)
    else void Promise.resolve().then(() => line.cut())
    return line
  }

  /** Without sticky sessions. */
  #anyNode(): FuzzNode | null {
    const up = this.nodes.filter((node) => node !== null)
    return up[Math.floor(this.deps.random() * up.length)] ?? null
  }

  #nodeFor(tab: number): FuzzNode | null {
    return this.#offline.has(tab) ? null : this.#anyNode()
  }

  #answered = new Map<number, boolean>()

  async #send(
    index: number,
    message: { id: Id; sessionId: Id } & ({ text: string } | { draft: string }),
  ): Promise<{ gone: boolean }> {
    const node = this.#nodeFor(index)
    const me = this.tabs[index]?.me
    if (!node || !me) throw new Error('no network')
    const { id, sessionId, ...said } = message
    const sent = await node.send({ id, sessionId, authorId: me.id, said })
    if (this.#answered.get(index) === false) throw new Error('the answer was lost')
    return { gone: sent.alreadySent }
  }

  async apply(operation: Operation): Promise<void> {
    this.#do(operation)
    if (operation.do === 'wait') await this.pass(operation.ms)
    if (operation.do === 'pump') await this.pump()
    if (operation.do === 'stop' || operation.do === 'move') await this.#command(operation)
    await this.deps.idle()
  }

  #do(operation: Operation): void {
    switch (operation.do) {
      case 'type': {
        const { text } = this.#tab(operation.tab).link.draft
        text.insert(operation.at % (text.length + 1), operation.text)
        return
      }
      case 'erase': {
        const { text } = this.#tab(operation.tab).link.draft
        const at = operation.at % (text.length + 1)
        text.delete(at, Math.min(operation.count, text.length - at))
        return
      }
      case 'look':
        this.#tab(operation.tab).link.setPresence({ pane: operation.pane })
        return
      case 'send': {
        const { link, index } = this.#tab(operation.tab)
        this.#answered.set(index, operation.answer)
        const text = link.draft.text.toString()
        if (text.trim() === '') return
        const call = link.outbox.send({
          text,
          options: { as: 'message', delivery: 'after' },
          shown: true,
          draft: link.draft.seen(),
        })
        this.#calls.add(call)
        void call.finally(() => this.#calls.delete(call))
        return
      }
      case 'agent':
        for (const node of this.nodes) node?.agent.go(operation.count)
        return
      case 'deliver':
        this.#line(operation.line)?.deliver(operation.direction, operation.count)
        return
      case 'cut':
        this.#line(operation.line)?.cut()
        return
      case 'hang':
        this.#line(operation.line)?.hang()
        return
      case 'notice': {
        const line = this.#line(operation.line)
        if (line?.hung) line.serverNotices()
        return
      }
      case 'offline':
        if (!this.#offline.delete(operation.tab)) this.#offline.add(operation.tab)
        for (const line of this.lines)
          if (line.tab === operation.tab && this.#offline.has(operation.tab)) line.cut()
        return
      case 'reload':
        this.#reload(operation.tab)
        return
      case 'bus':
        this.bus[operation.how](operation.node, operation.count)
        return
      case 'kill':
        this.#kill(operation.node)
        return
      case 'restart':
        this.#kill(operation.node)
        this.nodes[operation.node] = this.#newNode()
        return
      case 'stop':
      case 'move':
      case 'wait':
      case 'pump':
        return
    }
  }

  /** Text that a tab hasn't sent is lost with it. */
  #reload(index: number): void {
    const tab = this.#tab(index)
    tab.link.destroy()
    for (const line of this.lines) if (line.tab === tab.index) line.serverNotices()
    this.tabs[tab.index] = this.#newTab(tab.index)
  }

  #kill(index: number): void {
    const node = this.nodes[index]
    if (!node) return
    this.nodes[index] = null
    void node.kill()
    for (const line of this.lines) if (line.node === node) line.cut()
  }

  async #command(operation: Extract<Operation, { do: 'stop' | 'move' }>): Promise<void> {
    const node = this.#anyNode()
    const [me] = this.deps.people
    if (!node || !me) return
    const open = await this.deps.db
      .select({ id: runs.id, status: runs.status })
      .from(runs)
      .where(
        and(
          eq(runs.sessionId, this.sessionId),
          inArray(runs.status, ['queued', 'running', 'stopping']),
        ),
      )
      .orderBy(asc(runs.position))
    const run = operation.do === 'stop' ? open[0] : open.find(({ status }) => status === 'queued')
    if (!run) return
    const { sessionId } = this
    if (operation.do === 'stop')
      await stopRun(node.commands, { sessionId, runId: run.id, by: me.id })
    else await moveRun(node.commands, { sessionId, runId: run.id, to: operation.to })
  }

  #tab(index: number): Tab {
    const tab = this.tabs[index % this.tabs.length]
    if (!tab) throw new Error('there are no tabs')
    return tab
  }

  #line(index: number): DocLine | EventLine | undefined {
    this.lines = this.lines.filter((line) => !line.isOver)
    return this.lines[index % Math.max(1, this.lines.length)]
  }

  /** Delivers nothing. */
  async pass(ms: number): Promise<void> {
    const slice = ms > 500 ? 250 : 25
    for (let passed = 0; passed < ms; passed += slice) {
      vi.advanceTimersByTime(Math.min(slice, ms - passed))
      await this.deps.idle()
    }
  }

  async pump(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      await this.deps.idle()
      const busy = this.lines.filter((line) => !line.hung && line.waiting > 0)
      if (busy.length === 0) return
      for (const line of busy) {
        line.deliver('up', 100)
        line.deliver('down', 100)
      }
      this.lines = this.lines.filter((line) => !line.isOver)
    }
  }

  mend(): void {
    this.#offline.clear()
    this.#answered.clear()
    this.nodes = this.nodes.map((node) => node ?? this.#newNode())
    for (const node of this.nodes) node?.agent.free()
    for (const line of this.lines) if (line.hung) line.serverNotices()
    for (const index of [0, 1]) this.bus.deliver(index, Number.POSITIVE_INFINITY)
  }

  async close(): Promise<void> {
    for (const tab of this.tabs) tab.link.destroy()
    for (const index of this.nodes.keys()) this.#kill(index)
    await this.deps.idle()
  }
}
