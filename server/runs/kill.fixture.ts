import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { runs, sessions, versions } from '../../drizzle/schema.ts'
import { isSteer } from '../agent/steer-mark.ts'
import { openDatabase } from '../db/database.ts'
import { openSpine } from '../testing/spine.ts'
import { readTree } from '../versions/read-tree.ts'
import { treeEntries } from '../versions/working-tree.ts'
import { subscribe } from '../rooms/subscribe.ts'
import { sendMessage } from './send-message.ts'
import { phases, steerPhases } from './kill-phases.ts'
import { voidOldLeases } from './runner.ts'

/**
 * A server process for the kill tests: works on one run and prints each subscription item as a line
 * of JSON. After a kill, it is restarted with the last cursor that the test read.
 */
const Start = z.object({
  dataDir: z.string(),
  sessionId: z.string(),
  messageId: z.string(),
  steerId: z.string().nullable(),
  after: z.int(),
  /** It kills itself, for exact timing: `delayMs` after the phase's `passes`th beginning. */
  kill: z.object({ phase: z.int(), passes: z.int(), delayMs: z.number() }).nullable(),
})
const start = Start.parse(JSON.parse(process.argv[2] ?? ''))

const script = [
  {
    text: 'First the list of what there is, then a page that shows all of it in the order of the day.',
    toolCalls: [
      { name: 'list_files', args: {} },
      { name: 'write_file', args: { path: 'src/list.ts', content: 'export const list = [1]\n' } },
    ],
  },
  {
    text: 'Now I change the list, add another file and take the old page away.',
    toolCalls: [
      {
        name: 'edit_file',
        args: { path: 'src/list.ts', edits: [{ search: '[1]', replace: '[1, 2]' }] },
      },
      { name: 'write_file', args: { path: 'src/page.tsx', content: 'export const page = 1\n' } },
      { name: 'delete_file', args: { path: 'src/App.tsx' } },
    ],
  },
  { text: 'A look at whether it works.', toolCalls: [{ name: 'check_app', args: {} }] },
  { text: 'Done: the list has two entries and a page of its own.' },
]

function print(line: object) {
  return void process.stdout.write(`${JSON.stringify(line)}\n`)
}

function printCall(messages: BaseMessage[]) {
  let step = 0
  const steers: Array<{ before: number; text: string }> = []
  for (const message of messages) {
    if (AIMessage.isInstance(message)) step++
    else if (isSteer(message)) steers.push({ before: step, text: message.text })
  }
  print({ type: 'call', step, steers })
}

const database = await openDatabase({ dataDir: start.dataDir })
await voidOldLeases(database)
const spine = await openSpine(database, script, { tokenDelayMs: 4, onCall: printCall })
const { db } = database

const known = await db
  .select({ createdBy: sessions.createdBy })
  .from(sessions)
  .where(eq(sessions.id, start.sessionId))
let author = known[0]?.createdBy
if (author === undefined) {
  const person = await spine.person('Anna')
  author = person.id
  await spine.session(person, undefined, start.sessionId)
}
const said = { sessionId: start.sessionId, authorId: author }
await sendMessage(spine.commands, {
  ...said,
  id: start.messageId,
  text: 'Build me a list.',
  delivery: 'after',
})
const room = await spine.rooms.get(start.sessionId)
const reading = subscribe(db, room, start.after, new AbortController().signal, (_seq, item) => item)
async function ended() {
  const [run] = await db
    .select({ endedAt: runs.endedAt })
    .from(runs)
    .where(eq(runs.messageId, start.messageId))
  return run !== undefined && run.endedAt !== null
}
spine.runner.start()
const { steerId } = start
const phase = start.kill && (steerId ? steerPhases(steerId) : phases)[start.kill.phase]
let passes = start.kill?.passes ?? 0
for await (const data of reading) {
  // the subscriber may have seen the end before the kill
  if (data.type === 'snapshot' && (await ended()) && data.seq === room.seq) break
  print(data)
  if (phase?.begins(data) && passes-- === 0)
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), start.kill?.delayMs)
  if (data.type === 'event' && data.event.type === 'done') break
  // each attempt sends it: the one before may have died first
  if (steerId && data.type === 'event' && data.event.type === 'run_started')
    await sendMessage(spine.commands, {
      ...said,
      id: steerId,
      text: 'With weekdays.',
      delivery: 'steer',
    })
}
const [version] = await db
  .select({ number: versions.number, tree: versions.treeHash })
  .from(versions)
  .where(eq(versions.sessionId, start.sessionId))
  .orderBy(versions.number)
  .offset(1)
const given = await db
  .select({ step: runs.handedStep })
  .from(runs)
  .where(and(eq(runs.sessionId, start.sessionId), eq(runs.status, 'steered')))
await room.settled()
print({
  type: 'final',
  files: await treeEntries(db, start.sessionId),
  version: version && { number: version.number, files: await readTree(db, version.tree) },
  given: given.map(({ step }) => step),
  record: room.record.doc.getMap('messages').toJSON(),
})
await spine[Symbol.asyncDispose]()
await database.close()
