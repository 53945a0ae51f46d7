import { WebSocket } from 'ws'
import { z } from 'zod'
import { Join, nowMs, tokenLength, tokens } from './messages.ts'

const Start = z.object({ kind: z.enum(['fegg', 'bare']), joins: Join.array() })
/** Faster than parsing the message. */
const place = /"offset":(\d+).*?"text":"([^"]*)"/

process.once('message', async (message) => {
  const { kind, joins } = Start.parse(message)
  const path = kind === 'fegg' ? '/trpc' : '/'
  const at: number[][] = []
  let full = 0
  const everybody = joins.flatMap(({ subscribers, ...join }) =>
    Array.from({ length: subscribers }, () => join),
  )
  await Promise.all(
    everybody.map(async ({ url, cookie, sessionId }, index) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, {
        headers: kind === 'fegg' ? { cookie, origin: url } : {},
      })
      socket.on('close', (code) => {
        process.stderr.write(`a subscriber's connection closed: ${code}\n`)
        process.exit(1)
      })
      const mine: number[] = []
      at[index] = mine
      await new Promise((resolve, reject) => {
        socket.on('open', resolve)
        socket.on('error', reject)
      })
      const joined = new Promise((resolve) => {
        socket.on('message', (data: Buffer) => {
          const now = nowMs()
          const text = data.toString()
          if (text.includes('"type":"snapshot"')) resolve(null)
          if (!text.includes('"type":"token"') || text.includes('snapshot')) return
          const match = place.exec(text)
          if (!match) return
          const count = (Number(match[1]) + (match[2]?.length ?? 0)) / tokenLength
          while (mine.length < count) mine.push(now)
          if (mine.length === tokens && ++full === everybody.length)
            process.send?.({ type: 'received', at })
        })
      })
      if (kind === 'fegg') {
        const params = { path: 'events.subscribe', input: { sessionId, after: null } }
        socket.send(JSON.stringify({ id: 1, method: 'subscription', params }))
        await joined
      }
    }),
  )
  process.send?.({ type: 'joined' })
})
