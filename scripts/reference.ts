import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { endings, type Right, rights, type Verdict } from '../server/access/endings.ts'
import { appRouter } from '../server/api/router.ts'
import type { Rule } from '../server/api/trpc.ts'
import { bridgeVersion, AppToBridge, BridgeToApp } from '../shared/protocol/bridge.ts'
import { closes } from '../shared/protocol/close-codes.ts'
import { docName } from '../shared/protocol/doc-names.ts'
import { errorCodes } from '../shared/protocol/errors.ts'
import { DurableEvent } from '../shared/protocol/events.ts'
import { PresenceState } from '../shared/protocol/presence.ts'
import { AgentEvent } from '../shared/protocol/subscription.ts'
import { protocolVersion } from '../shared/protocol/version.ts'
import { docRules } from '../shared/roles.ts'
import { doors } from './doors.ts'

/** JSON Schema, as far as the protocol uses it. */
interface Shape {
  type?: string
  format?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
}

function shapeOf(schema: z.ZodType): Shape {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
}

/** Without `|`, which would end a table's cell. */
function words(shape: Shape): string {
  const either = shape.anyOf ?? shape.oneOf
  if ('const' in shape) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (shape.allOf)
    return shape.allOf
      .map((part) => (part.anyOf || part.oneOf ? `(${words(part)})` : words(part)))
      .join(' and ')
  if (either) return either.map(words).join(' or ')
  if (shape.type === 'array') return `list of ${words(shape.items ?? {})}`
  if (shape.type === 'object') return shape.properties ? `{ ${fields(shape)} }` : 'object'
  if (shape.format === 'uuid') return 'id'
  return shape.type ?? 'any'
}

function fields(shape: Shape, without: readonly string[] = []): string {
  return Object.entries(shape.properties ?? {})
    .filter(([name]) => !without.includes(name))
    .map(([name, inner]) => `${name}${shape.required?.includes(name) ? '' : '?'}: ${words(inner)}`)
    .join(', ')
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function caller(rule: Rule): string {
  switch (rule.who) {
    case 'anybody':
      return 'anybody'
    case 'signed_in':
      return 'anybody signed in'
    case 'session':
      return `\`${rule.action}\` in the session \`${rule.key}\``
    case 'workspace':
      return `\`${rule.action}\` in the workspace \`${rule.key}\`${rule.or === 'own' ? ', or in an own one' : ''}`
  }
}

const Definition = z.object({
  type: z.enum(['query', 'mutation', 'subscription']),
  meta: z.custom<Rule>((meta) => typeof meta === 'object' && meta !== null && 'who' in meta),
  inputs: z.custom<z.ZodType>((input) => input instanceof z.ZodType).array(),
})

function procedureRows() {
  return Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
    const { type, meta, inputs } = Definition.parse(
      (procedure as unknown as { _def: unknown })._def,
    )
    const input = inputs
      .map(shapeOf)
      .map((shape) => (shape.type === 'object' ? fields(shape) : words(shape)))
      .join(' and ')
    return [code(path), type, caller(meta), code(input)]
  })
}

function messageRows(union: z.ZodType) {
  const { oneOf, anyOf } = shapeOf(union)
  return (oneOf ?? anyOf ?? []).map((shape) => [
    code(String(shape.properties?.['type']?.const)),
    code(fields(shape, ['type', 'source', 'version'])),
  ])
}

const closeWords = {
  never: 'no: there is no access',
  signin: 'after signing in',
  fresh: 'with an empty doc: what it holds is refused',
  same: 'with what it holds, after a back-off',
} as const

const errorWords = {
  never: 'no: something has to change first',
  later: 'the same call may succeed later',
  signin: 'after signing in',
} as const

const named = ['type', 'fields']

const text = `# The protocol

Generated from \`shared/protocol/\` and the router by \`npm run docs\`; \`npm run check\` fails when it is out of date. The version
is ${protocolVersion}; [many-nodes.md](many-nodes.md) says what different versions do with each other.

## Calls

tRPC under \`/trpc\`: queries and mutations by HTTP, subscriptions by WebSocket. Who may call is an action of
\`shared/roles.ts\`, checked in the session or workspace that the input names. \`?\` marks a field that may be left out.

${table(['procedure', 'kind', 'who may call it', 'input'], procedureRows())}

## What \`events.subscribe\` yields

${table(named, messageRows(AgentEvent))}

## Durable events

The \`event\` of an \`event\`. One that a tab does not know is passed over by its \`seq\` (rule 34.1). An older server wraps one that
it does not know: \`{ type: "unknown", stored }\`.

${table(named, messageRows(DurableEvent))}

## Documents

Yjs' sync and awareness protocols, by WebSocket under \`/yjs/NAME\`.

${table(
  ['name', 'joins', 'writes'],
  [
    [
      code(docName.record('SESSION', 'EPOCH')),
      code(docRules.record.join),
      docRules.record.write ?? 'the server',
    ],
    [code(docName.draft('SESSION')), code(docRules.draft.join), code(docRules.draft.write)],
  ],
)}

A tab's awareness state: ${code(fields(shapeOf(PresenceState)))}

## Close codes

${table(
  ['code', 'name', 'reason', 'does the client connect again'],
  Object.entries(closes).map(([name, { code: number, reason, retry }]) => [
    String(number),
    code(name),
    reason,
    closeWords[retry],
  ]),
)}

## Error codes

In a failed call's \`data.app.code\`, with a message for people in \`data.app.message\`.

${table(
  ['code', 'may it be repeated'],
  Object.entries(errorCodes).map(([name, { retry }]) => [code(name), errorWords[retry]]),
)}

## Bridge

Between the app and the preview's page, by postMessage; its version is ${bridgeVersion}.

From page to app:

${table(named, messageRows(BridgeToApp))}

From app to page:

${table(named, messageRows(AppToBridge))}
`

const verdictWords = { ends: '**ends**', lowers: 'lowers', stays: 'stays' } as const

function verdict(found: Verdict): string {
  return found === null ? '–' : verdictWords[found]
}

function endingRows() {
  return Object.entries(endings).map(([name, { what, ends }]) => [
    `${what} (${code(name)})`,
    ...Object.keys(rights).map((right) => verdict(ends[right as Right])),
  ])
}

const rightsText = `# What ends a right

Generated from \`server/access/endings.ts\` by \`npm run docs\`; \`npm run check\` fails when it is out of date. Each cell says what
becomes of something that the person has whom the ending concerns. \`server/access/endings.test.ts\` tries every cell (rule 35.1);
[0016](decisions/0016-what-ends-a-right.md) says why.

**ends**: it gives them nothing any more, at once and on every node. **lowers**: it gives them no more than the role that they have
now. **stays**: it is as it was. –: they can't have it. Sessions can't be moved to another workspace.

${table(['when', ...Object.values(rights)], endingRows())}
`

const limitsText = `# Limits

Generated from \`scripts/doors.ts\` by \`npm run docs\`; \`npm run check\` fails when it is out of date. What a door of the server takes
from one peer. Above a limit it refuses with a reason (section 36 of [spec.md](spec.md)).

${table(
  ['door', 'size', 'rate', 'at once'],
  doors.map(({ door, size, rate, atOnce }) => [door, size, rate, atOnce]),
)}
`

const pages = { 'protocol.md': text, 'rights.md': rightsText, 'limits.md': limitsText }
for (const [name, page] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(`../docs/${name}`, import.meta.url))
  if (!process.argv.includes('--check')) writeFileSync(file, page)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
    process.stderr.write(`fegg: docs/${name} is out of date: run \`npm run docs\`\n`)
    process.exitCode = 1
  }
}
