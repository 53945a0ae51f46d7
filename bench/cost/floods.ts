import { WebSocket } from 'ws'
import { docName } from '../../shared/protocol/doc-names.ts'
import { testPreviewId } from '../../server/gateway/testing/gateway-resource.ts'
import { startChild } from '../child.ts'
import { type Row, row } from '../row.ts'
import { Answer } from './messages.ts'

const frames = 100_000

const execArgv = ['--expose-gc']

export function startServer() {
  return startChild('./cost/server.ts', Answer, { execArgv })
}

export function openSocket(to: Answer, path: string, host?: string): WebSocket {
  const headers = { origin: to.url, cookie: to.cookie, ...(host && { host }) }
  const socket = new WebSocket(`${to.url.replace('http', 'ws')}${path}`, {
    headers,
    perMessageDeflate: false,
  })
  socket.on('error', () => {})
  return socket
}

const settleMs = 1_000

/** The server's CPU in microseconds while a socket sends frames as fast as it can, and what it was answered. */
async function flood(
  child: ReturnType<typeof startChild<typeof Answer>>,
  socket: WebSocket,
  frame: string | Buffer,
): Promise<{ cpuUs: number; answers: number }> {
  let answers = 0
  socket.on('message', () => (answers += 1))
  const over = new Promise((resolve) => socket.once('close', resolve))
  const before = await child.ask({})
  await Promise.race([over, new Promise((resolve) => socket.once('open', resolve))])
  for (let sent = 0; sent < frames && socket.readyState <= WebSocket.OPEN; sent += 1) {
    socket.send(frame, () => {})
    if (sent % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  if (socket.readyState === WebSocket.OPEN) socket.close()
  await over
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  const after = await child.ask({})
  return { cpuUs: after.cpuUs - before.cpuUs, answers }
}

export async function malformedFrames(): Promise<Row[]> {
  using bare = startChild('./cost/bare-ws.ts', Answer, { execArgv })
  const peer = await bare.next()
  using child = startServer()
  const to = await child.next()
  const { port } = new URL(to.url)
  const preview = `5173-${testPreviewId}.localhost:${port}`
  const garbage = Buffer.from([9, 9, 9, 9])
  const kinds: Array<[kind: string, open: () => WebSocket, frame: string | Buffer]> = [
    ['tRPC socket', () => openSocket(to, '/trpc'), '{'],
    ['record', () => openSocket(to, `/yjs/${docName.record(to.sessionId, to.epoch)}`), garbage],
    ['draft', () => openSocket(to, `/yjs/${docName.draft(to.sessionId)}`), garbage],
    ['gateway', () => openSocket(to, '/', preview), garbage],
  ]
  const floor = await flood(bare, openSocket(peer, '/'), garbage)
  const rows: Row[] = []
  for (const [kind, open, frame] of kinds) {
    const { cpuUs, answers } = await flood(child, open(), frame)
    rows.push(
      row({
        name: `100,000 malformed frames to the ${kind}: server CPU (${answers} answers)`,
        versus: `bare ws that drops them (${Math.round(floor.cpuUs / 1_000)} ms)`,
        value: cpuUs / 1_000,
        unit: 'ms',
        ratio: cpuUs / floor.cpuUs,
        goal: 1,
      }),
    )
  }
  return rows
}
