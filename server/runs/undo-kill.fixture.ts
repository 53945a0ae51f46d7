import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { runs, sessions, steps } from '../../drizzle/schema.ts'
import { openDatabase } from '../db/database.ts'
import { subscribe } from '../rooms/subscribe.ts'
import { change, filesOf, versionsOf } from '../testing/changes.ts'
import { openSpine } from '../testing/spine.ts'
import { voidOldLeases } from './runner.ts'
import { startUndo } from './undo.ts'

/** A server process for the kill test of an undo: prints the files as it finds them, and again at the run's end. */
const Start = z.object({
  dataDir: z.string(),
  sessionId: z.string(),
  messageId: z.string(),
  repair: z.boolean(),
  /** It kills itself `delayMs` after an event of this type. */
  kill: z.object({ after: z.string(), delayMs: z.number() }).nullable(),
})
const start = Start.parse(JSON.parse(process.argv[2] ?? ''))
const { sessionId, messageId: id, repair, kill } = start

const database = await openDatabase({ dataDir: start.dataDir })
await voidOldLeases(database)
const { db } = database
const spine = await openSpine(database, [])
const app = { db, services: spine }

async function author() {
  const [known] = await db
    .select({ id: sessions.createdBy })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
  if (known) return known
  const anna = await spine.person('Anna')
  await spine.session(anna, undefined, sessionId)
  const paint = (files: Record<string, string>) => change(app, { sessionId, by: anna.id, files })
  await paint({ 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' })
  await paint({ 'src/a.ts': 'A\n', 'src/b.ts': 'B\n', 'src/c.ts': 'C\n' })
  await paint({ 'src/later.ts': 'later\n' })
  return anna
}

const { id: by } = await author()
const versionIds = (await versionsOf(app, sessionId)).slice(2, 3).map((version) => version.id)

async function print(type: 'found' | 'final') {
  const said = await db
    .select({ text: steps.text })
    .from(steps)
    .innerJoin(runs, eq(runs.id, steps.runId))
  const versions = (await versionsOf(app, sessionId)).map(({ kind }) => kind)
  const line = { type, files: await filesOf(app, sessionId), versions, said: said.length }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

await print('found')
const room = await spine.rooms.get(sessionId)
const reading = subscribe(db, room, 0, new AbortController().signal, (_seq, item) => item)
const [known] = await db.select().from(runs).where(eq(runs.messageId, id))
if (!known)
  await startUndo(spine.commands, { id, sessionId, by, versionIds, resolutions: [], repair })
spine.runner.start()
for await (const item of reading) {
  if (item.type !== 'event') continue
  if (kill && item.event.type === kill.after)
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), kill.delayMs)
  if (item.event.type === 'done') break
}
await print('final')
await spine[Symbol.asyncDispose]()
await database.close()
