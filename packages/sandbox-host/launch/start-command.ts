/** E2B runs a template's start command at build time; new sandboxes inherit the process. */
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { encodeFrame } from '../guest/connect-rpc.ts'
import type { Launched } from './launcher.ts'
import { openTunnel } from '../network/tunnel.ts'

const frameHeadBytes = 5
const readyLimitMs = 60_000
const pollMs = 50

export interface StartCommand {
  /** Shell command; the process list shows exactly this text. */
  command: string
  /** Relative to the home folder. */
  cwd: string
  /** Ready once this port serves HTTP. */
  port: number
}

const Message = z.object({
  event: z.object({ end: z.object({ status: z.string() }).optional() }).optional(),
  error: z.object({ message: z.string() }).optional(),
})

/** Always throws the reason for the end. */
async function untilEnded(response: http.IncomingMessage): Promise<never> {
  let read = Buffer.alloc(0)
  for await (const chunk of response) {
    read = Buffer.concat([read, Buffer.from(chunk)])
    while (read.length >= frameHeadBytes) {
      const length = frameHeadBytes + read.readUInt32BE(1)
      if (read.length < length) break
      const text = read.toString('utf8', frameHeadBytes, length)
      read = read.subarray(length)
      const { event, error } = Message.parse(JSON.parse(text))
      const why = error?.message ?? event?.end?.status
      if (why !== undefined) throw new Error(`the start command ended: ${why}`)
    }
  }
  throw new Error('the sandbox ended while its start command ran')
}

/** `leave` disconnects; the command runs on. */
function start(socketPath: string, { command, cwd }: StartCommand) {
  const request = http.request({
    socketPath,
    method: 'POST',
    path: '/process.Process/Start',
    headers: { 'content-type': 'application/connect+json' },
  })
  const ended = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.on('error', reject)
  }).then(untilEnded)
  ended.catch(() => undefined)
  const config = { cmd: '/bin/bash', args: ['-l', '-c', command], envs: {}, cwd }
  request.end(encodeFrame({ process: config, stdin: false }))
  return { ended, leave: () => request.destroy() }
}

async function servesHttp({ socket, port }: Launched, named: number): Promise<boolean> {
  const stream = await openTunnel(socket, port(named), 'ahead', named).catch(() => null)
  if (!stream) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const request = http.get({
    createConnection: () => stream,
    headers: { host: 'localhost', accept: 'text/html' },
    timeout: readyLimitMs,
  })
  request.on('timeout', () => request.destroy())
  request.on('response', (response) => {
    response.resume()
    resolve(true)
  })
  request.on('error', () => resolve(false))
  request.on('close', () => resolve(false))
  const answered = await promise
  stream.destroy()
  return answered
}

async function untilServed(launched: Launched, port: number, over: AbortSignal): Promise<void> {
  while (!(await servesHttp(launched, port))) await sleep(pollMs, undefined, { signal: over })
}

/** Resolves when the port serves HTTP. Throws if the command ends, or after a minute. */
export async function runStartCommand(
  launched: Launched,
  command: StartCommand,
  closing: AbortSignal,
): Promise<void> {
  const { ended, leave } = start(launched.socket, command)
  const over = new AbortController()
  const limit = AbortSignal.any([over.signal, closing, AbortSignal.timeout(readyLimitMs)])
  try {
    await Promise.race([ended, untilServed(launched, command.port, limit)])
  } finally {
    over.abort()
    leave()
  }
}
