import { startAppServer } from '../server/testing/app-server.ts'
import { change, sharedSession } from '../server/testing/changes.ts'
import { dryRunUndo } from '../server/versions/dry-run.ts'
import { median, type Row, row } from './row.ts'

const fileCount = 300
const laterCount = 40
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 20)
const warmUps = 5

function name(n: number) {
  return `Part${n}`
}

function path(n: number) {
  return `src/parts/group${n % 20}/${name(n)}.tsx`
}

/** A component of some 60 lines that shows the one before it. */
function component(n: number, word: string): string {
  const uses = n % 20 === 0 || n < 20 ? '' : `import { ${name(n - 20)} } from './${name(n - 20)}'\n`
  const lines = Array.from({ length: 60 }, (_, line) => `      <p>${name(n)} ${word} ${line}</p>`)
  const shown = uses ? `      <${name(n - 20)} />\n` : ''
  return `${uses}export function ${name(n)}() {\n  return (\n    <div>\n${shown}${lines.join('\n')}\n    </div>\n  )\n}\n`
}

async function bigSession(app: Awaited<ReturnType<typeof startAppServer>>) {
  const all = Array.from({ length: fileCount }, (_, n) => [path(n), component(n, 'first')] as const)
  const { anna, ben, sessionId } = await sharedSession(app, Object.fromEntries(all))
  const undone = await change(app, {
    sessionId,
    by: anna.id,
    files: Object.fromEntries([10, 11, 12].map((n) => [path(n), component(n, 'undone')])),
  })
  for (let n = 0; n < laterCount; n += 1) {
    const files = [n, n + 100, n + 200].filter((place) => place < 10 || place > 12)
    const later = files.map((place) => [path(place), component(place, `later ${n}`)] as const)
    await change(app, { sessionId, by: ben.id, files: Object.fromEntries(later) })
  }
  return { sessionId, undone }
}

/** Undoing a change of three files, with 40 later versions, as the server's own work. */
export default async (): Promise<Row[]> => {
  await using app = await startAppServer([])
  const { sessionId, undone } = await bigSession(app)
  const look = () => dryRunUndo(app.db, { sessionId, versionIds: [undone], resolutions: [] })
  for (let n = 0; n < warmUps; n += 1) await look()
  const times: number[] = []
  for (let n = 0; n < rounds; n += 1) {
    const start = performance.now()
    await look()
    times.push(performance.now() - start)
  }
  return [
    row({
      name: `dry run of an undo in an app of ${fileCount} files, with ${laterCount} later versions`,
      versus: 'a limit',
      value: median(times),
      unit: 'ms',
      ratio: null,
      goal: 150,
    }),
  ]
}
