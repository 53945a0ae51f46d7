import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../testing/until.ts'
import { type Attempt, outputOf, quoted, works } from './attempt.ts'
import { secret, type Side } from './sides.ts'

// Searches the memory of process argv[-2] for argv[-1].
const searchMemory = `const fs = require('fs'); const [pid, text] = process.argv.slice(-2)
const memory = fs.openSync('/proc/' + pid + '/mem')
for (const line of fs.readFileSync('/proc/' + pid + '/maps', 'utf8').split('\\n')) {
  const [, from, to] = /^(\\w+)-(\\w+) rw/.exec(line) || []
  if (!from) continue
  const size = parseInt(to, 16) - parseInt(from, 16)
  if (size > 1 << 28) continue
  const part = Buffer.alloc(size)
  try { fs.readSync(memory, part, 0, size, parseInt(from, 16)) } catch { continue }
  if (part.includes(text)) { console.log('found it'); break }
}`

async function isKilled(side: Side, signal: string): Promise<boolean> {
  const target = spawn('sleep', ['600'])
  const ended = once(target, 'exit')
  await once(target, 'spawn')
  try {
    if (!(await works(side.sandbox, `kill -${signal} ${target.pid}`))) return false
    await ended
    return true
  } finally {
    target.kill('SIGKILL')
    await ended
  }
}

export const processAttempts: Attempt[] = [
  {
    name: "see the machine's processes",
    run: ({ sandbox }) => works(sandbox, `[ -d /proc/${process.pid} ]`),
  },
  {
    name: "read the server's environment",
    run: async ({ sandbox }) =>
      (await outputOf(sandbox, 'cat /proc/[0-9]*/environ')).includes(secret),
  },
  {
    name: "read the API key in the server's memory",
    run: async ({ sandbox, pid, access }) => {
      await sandbox.files.write('search.cjs', searchMemory)
      // In a file, because a command line would match itself.
      await sandbox.files.write('key', access.apiKey.slice(0, 20))
      const output = await outputOf(sandbox, `node search.cjs ${pid} "$(cat key)"`)
      return output.includes('found it')
    },
  },
  { name: 'end a process of the machine', run: (side) => isKilled(side, 'TERM') },
  { name: 'end a process of the machine by force', run: (side) => isKilled(side, 'KILL') },
  {
    name: "end another sandbox's process",
    run: async (side) => {
      const marker = `7${process.pid}.5`
      const running = await side.victim.commands.run(`exec sleep ${marker}`, {
        background: true,
        timeoutMs: 0,
      })
      const isThere = async () =>
        (await outputOf(side.victim, `pgrep -fx ${quoted(`sleep ${marker}`)}`)).trim() !== ''
      await until(isThere, 'the process')
      await outputOf(side.sandbox, `pkill -fx ${quoted(`sleep ${marker}`)}`)
      const survived = await isThere()
      await running.kill()
      return !survived
    },
  },
  {
    name: "read another sandbox's commands",
    run: async (side) => {
      const marker = `8${process.pid}.5`
      const running = await side.victim.commands.run(`exec sleep ${marker}`, {
        background: true,
        timeoutMs: 0,
      })
      await until(async () => (await outputOf(side.victim, 'ps -eo args')).includes(marker), 'it')
      const seen = await outputOf(side.sandbox, `cat /proc/[0-9]*/cmdline | tr '\\0' ' '`)
      await running.kill()
      return seen.includes(`sleep ${marker}`)
    },
  },
  {
    name: "use one's own access token for another sandbox's daemon",
    run: async ({ sandbox, victim, access }) => await readWith(sandbox, victim.sandboxId, access),
    control: async ({ victim, access }) => await readWith(victim, victim.sandboxId, access),
  },
  {
    name: 'use no access token, or an invented signature, for another sandbox',
    run: async ({ victim, access }) =>
      (await readAs(undefined, victim.sandboxId, access, '')) ||
      (await readAs(undefined, victim.sandboxId, access, '&signature=v1_AAAA')),
    control: async ({ victim, access }) => await readWith(victim, victim.sandboxId, access),
  },
]

async function tokenOf(id: string, { apiUrl, apiKey }: Side['access']): Promise<string> {
  const answer = await fetch(`${apiUrl}/sandboxes/${id}`, { headers: { 'x-api-key': apiKey } })
  const body: unknown = await answer.json()
  const hasToken = typeof body === 'object' && body !== null && 'envdAccessToken' in body
  return hasToken ? String(body.envdAccessToken) : ''
}

async function readAs(
  token: string | undefined,
  id: string,
  { sandboxUrl }: Side['access'],
  more: string,
): Promise<boolean> {
  const answer = await fetch(`${sandboxUrl}/files?path=private.txt${more}`, {
    headers: {
      'e2b-sandbox-id': id,
      'e2b-sandbox-port': '49983',
      ...(token === undefined ? {} : { 'x-access-token': token }),
    },
  })
  return (await answer.text()).includes('what the victim wrote')
}

async function readWith(
  holder: { sandboxId: string },
  id: string,
  access: Side['access'],
): Promise<boolean> {
  return await readAs(await tokenOf(holder.sandboxId, access), id, access, '')
}
