import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { bridgeVersion } from './bridge.ts'
import { closes } from './close-codes.ts'
import { docName, draftText, recordMaps } from './doc-names.ts'
import { errorCodes } from './errors.ts'
import { protocolHash, protocolVersion } from './version.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

async function readSchemas(): Promise<Map<string, z.ZodType>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
  const found = new Map<string, z.ZodType>()
  for (const file of files) {
    const exported: Record<string, unknown> = await import(join(folder, file))
    for (const [name, value] of Object.entries(exported)) {
      if (!(value instanceof z.ZodType)) continue
      if (found.has(name)) throw new Error(`two schemas are called ${name}`)
      found.set(name, value)
    }
  }
  return found
}

/** Field order doesn't count. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function hashOf(schemas: ReadonlyMap<string, z.ZodType>): string {
  const shapes = [...schemas]
    .map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    ])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  const names = {
    record: docName.record('S', 'E'),
    draft: docName.draft('S'),
    draftText,
    recordMaps,
  }
  const all = stable({ shapes, names, closes, errorCodes, bridgeVersion })
  return createHash('sha256').update(all).digest('hex').slice(0, 16)
}

/** Null if the schemas match the version. */
function complaint(schemas: ReadonlyMap<string, z.ZodType>): string | null {
  const hash = hashOf(schemas)
  if (hash === protocolHash) return null
  return `The protocol has changed, but not its version. In shared/protocol/version.ts set protocolVersion to ${protocolVersion + 1} and protocolHash to '${hash}'. Read there which changes an older tab survives.`
}

test('rule 34.5: the schemas are those of this protocol version', async () => {
  const schemas = await readSchemas()
  expect(schemas.size).toBeGreaterThan(80)
  expect(complaint(schemas)).toBeNull()
})

test('rule 34.5: a field more, an event more or a schema less needs a new version', async () => {
  const schemas = await readSchemas()
  const changed = (name: string, change: (schema: z.ZodType) => z.ZodType | null) => {
    const copy = new Map(schemas)
    const schema = copy.get(name)
    if (!schema) throw new Error(`there is no schema ${name}`)
    const planted = change(schema)
    if (planted) copy.set(name, planted)
    else copy.delete(name)
    return complaint(copy)
  }
  const planted = [
    changed('Token', () => z.object({ planted: z.string().optional() })),
    changed('Snapshot', (schema) =>
      schema instanceof z.ZodObject ? schema.extend({ planted: z.int() }) : null,
    ),
    changed('DurableEvent', (schema) => schema.or(z.object({ type: z.literal('planted') }))),
    changed('SendInput', () => null),
  ]
  for (const words of planted) {
    expect(words).toContain(`protocolVersion to ${protocolVersion + 1}`)
    expect(words).toContain('protocolHash')
  }
  expect(new Set(planted).size).toBe(planted.length)
})
