// npm run bench [-- NAME…]: each bench in its own process.
import { fork } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Row } from './row.ts'
import { formatRows } from './table.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const suffix = '.bench.ts'

/** Null, and a message, if it failed. */
function runBench(name: string): Promise<Row[] | null> {
  return new Promise((resolve) => {
    const child = fork(join(folder, 'one.ts'), [join(folder, `${name}${suffix}`)])
    let rows: Row[] | null = null
    child.on('message', (message) => {
      rows = z.array(Row).parse(message)
    })
    child.on('exit', (code) => {
      if (code === 0 && rows) return resolve(rows)
      process.stderr.write(
        `fegg: The bench ${name} failed (exit code ${code}). Its output is above.\n`,
      )
      resolve(null)
    })
  })
}

const all = readdirSync(folder)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .toSorted()
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  process.stderr.write(
    `fegg: There is no bench ${unknown.join(', ')}. Choose from ${all.join(', ')}.\n`,
  )
  process.exit(1)
}

const rows: Row[] = []
let broken = 0
for (const name of asked.length > 0 ? asked : all) {
  process.stdout.write(`fegg: ${name}…\n`)
  const measured = await runBench(name)
  if (!measured) broken += 1
  else if (measured.length > 0) process.stdout.write(`${formatRows(measured)}\n\n`)
  rows.push(...(measured ?? []))
}
process.stdout.write(`${formatRows(rows)}\n`)
const file = process.env['BENCH_JSON']
if (file) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`)
const missed = rows.filter((row) => row.met === false).length
process.stdout.write(`fegg: ${rows.length} figures, ${missed} missed their goal\n`)
process.exit(broken > 0 ? 1 : 0)
