import { zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sql } from 'drizzle-orm'
import { blobs, versions as versionRows } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { unlimited } from '../lib/quotas.ts'
import { randomOf } from '../testing/random.ts'
import { sendMessage } from '../runs/send-message.ts'
import { deleteSession } from '../sessions/delete-session.ts'
import { restoreSession } from '../sessions/restore-session.ts'
import { forEachDatabase } from '../testing/database.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { firstFiles, openSpine } from '../testing/spine.ts'
import { createPlainSandboxes } from '../testing/plain-sandboxes.ts'
import { hashOf } from '../versions/blobs.ts'
import { createVersion } from '../versions/versions.ts'
import { foldersOf } from '../versions/folders.ts'
import { readTree } from '../versions/read-tree.ts'
import { changeFiles, treeEntries, type TreeEntry } from '../versions/working-tree.ts'
import { sweep } from './sweep.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const steps = 60

interface Expected {
  files: Map<string, string>
  versions: Array<Map<string, string>>
  deletedAt: number | null
}

type Random = ReturnType<typeof randomOf>

function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)]
}

async function play(seed: number, open: Parameters<Parameters<typeof forEachDatabase>[0]>[1]) {
  const random = randomOf(seed)
  const { clock, advance } = createManualClock()
  await using database = await open()
  const { db } = database
  await using spine = await openSpine(database, [], { clock })
  const anna = await spine.person('Anna')
  const sessions = new Map<Id, Expected>()
  const start = new Map(firstFiles.map(({ path, content }) => [path, content]))
  const told: string[] = []
  // the database dates blobs by its own clock
  advance(2 * limits.looseBlobMs)

  const now = () => clock.date().getTime()
  const living = () => [...sessions].flatMap(([id, { deletedAt }]) => (deletedAt ? [] : [id]))
  const binned = () => [...sessions].flatMap(([id, { deletedAt }]) => (deletedAt ? [id] : []))
  const of = (id: Id) => {
    const found = sessions.get(id)
    if (!found) throw new Error(`no session ${id}`)
    return found
  }
  const broken = { at: -1 }
  const sweepOnce = () => {
    let calls = 0
    const handler: ProxyHandler<typeof db> = {
      get(target, name, self) {
        const value: unknown = Reflect.get(target, name, self)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (calls++ === broken.at) throw new Error('killed')
          return Reflect.apply(value, target, args)
        }
      },
    }
    const agent = { forget: (runId: Id) => spine.agent.forget(runId) }
    const log = { error: (details: object) => killed.push(details) }
    const deleteExpired = async () => {}
    const sandboxes = createPlainSandboxes()
    return sweep({ db: new Proxy(db, handler), clock, agent, sandboxes, deleteExpired, log })
  }
  const killed: object[] = []

  const actions: Record<string, () => Promise<void>> = {
    async create() {
      const id = await spine.session(anna)
      sessions.set(id, { files: new Map(start), versions: [new Map(start)], deletedAt: null })
    },
    async write() {
      const id = pick(random, living())
      if (!id) return
      const path = `src/${Math.floor(random() * 3)}.ts`
      // few contents: sessions share blobs, and come back to them
      const content = random() < 0.2 ? null : `content ${Math.floor(random() * 8)}\n`
      await spine.lockSession(id, (locked) => changeFiles(locked, [{ path, content }], null))
      if (content === null) of(id).files.delete(path)
      else of(id).files.set(path, content)
    },
    async version() {
      const id = pick(random, living())
      if (!id) return
      const by = { runId: null, authors: [anna.id], reason: 'asked' }
      const made = await spine.lockSession(id, (locked) => createVersion(locked, by))
      if (made) of(id).versions.push(new Map(of(id).files))
    },
    async fork() {
      const id = pick(
        random,
        living().filter((each) => of(each).versions.length > 1),
      )
      if (!id) return
      const forkId = newId()
      await sendMessage(spine.commands, {
        id: newId(),
        sessionId: id,
        authorId: anna.id,
        text: 'elsewhere',
        delivery: 'fork',
        forkId,
      })
      const files = of(id).versions.at(-1) ?? start
      sessions.set(forkId, {
        files: new Map(files),
        versions: [new Map(files)],
        deletedAt: null,
      })
    },
    async delete() {
      const id = pick(random, living())
      if (!id) return
      await deleteSession(spine.commands, { id, by: anna.id })
      of(id).deletedAt = now()
    },
    async restore() {
      const id = pick(random, binned())
      if (!id) return
      await restoreSession(
        { db, clock, quotas: unlimited },
        { id, workspaceId: anna.workspaceId, by: anna.id },
      )
      of(id).deletedAt = null
    },
    async wait() {
      advance(random() * 20 * dayMs)
    },
    async killedSweep() {
      broken.at = Math.floor(random() * 12)
      await sweepOnce()
      broken.at = -1
    },
    async sweep() {
      await sweepOnce()
      for (const [id, { deletedAt }] of sessions)
        if (deletedAt !== null && now() - deletedAt > limits.binMs) sessions.delete(id)
      await nothingElse()
    },
  }

  /** Rows, not caches: what a session that exists or can be restored needs is there. */
  async function nothingLost() {
    const contents = await db.select().from(blobs)
    const texts = new Map(
      contents.map(({ hash, content, encoding }) => [
        hash,
        Buffer.from(encoding === 'zstd' ? zstdDecompressSync(content) : content).toString(),
      ]),
    )
    const filesOf = (entries: TreeEntry[]) =>
      new Map(entries.map(({ path, hash }) => [path, texts.get(hash)]))
    const stored = await db.select().from(versionRows)
    for (const [id, { files, versions }] of sessions) {
      expect(filesOf(await treeEntries(db, id)), told.join()).toEqual(files)
      for (const [number, tree] of versions.entries()) {
        const row = stored.find((each) => each.sessionId === id && each.number === number)
        expect(filesOf(await readTree(db, row?.treeHash ?? '')), told.join()).toEqual(tree)
      }
    }
  }

  async function nothingElse() {
    const ids = async (what: ReturnType<typeof sql>) =>
      (await db.execute<{ id: string }>(what)).rows.map(({ id }) => id).toSorted()
    expect(await ids(sql`select id from sessions`), told.join()).toEqual(
      [...sessions.keys()].sort(),
    )
    const contents = [...sessions.values()].flatMap(({ files, versions }) =>
      [files, ...versions].flatMap((tree) => [...tree.values()]),
    )
    const wanted = [...new Set(contents.map((content) => hashOf(content)))].sort()
    expect(await ids(sql`select hash as id from blobs`), told.join()).toEqual(wanted)
    const named = [...sessions.values()].flatMap(({ versions }) =>
      versions.flatMap((files) => [
        ...foldersOf(
          [...files].map(([path, content]) => ({ path, hash: hashOf(content) })),
        ).folders.keys(),
      ]),
    )
    expect(await ids(sql`select hash as id from trees`), told.join()).toEqual(
      [...new Set(named)].sort(),
    )
  }

  const often = ['create', 'write', 'write', 'write', 'version', 'version', 'fork', 'delete']
  const names = [...often, 'restore', 'wait', 'sweep', 'killedSweep']
  for (let step = 0; step < steps; step++) {
    const name = pick(random, names) ?? 'sweep'
    told.push(name)
    await actions[name]?.()
    await nothingLost()
  }
  for (const id of living()) {
    await deleteSession(spine.commands, { id, by: anna.id })
    of(id).deletedAt = now()
  }
  advance(limits.binMs + hourMs)
  await actions['sweep']?.()
  expect(sessions.size).toBe(0)
}

/** The embedded database is slower, and has no concurrency to find. */
const seeds = { embedded: [1], server: [1, 2, 3, 4, 5, 6] }

forEachDatabase((name, open) => {
  test.each(seeds[name])(
    'rules 37.2 and 37.3: random history %i loses nothing that can be reached and keeps nothing else',
    (seed) => play(seed, open),
    60_000,
  )
})
