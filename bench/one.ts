// One bench: sends its rows to run.ts.
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { Row } from './row.ts'

const Bench = z.object({ default: z.function({ input: [], output: z.promise(z.array(Row)) }) })

const file = z.string().parse(process.argv[2])
const bench = Bench.parse(await import(pathToFileURL(file).href))
process.send?.(await bench.default())
process.disconnect?.()
