/** Code in a sandbox may replace the daemon. */
import { once } from 'node:events'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { SandboxGoneError } from '../lib/errors.ts'
import { stubSandbox } from '../testing/stub-sandbox.ts'
import { createTraffic } from './traffic.ts'

test.each([
  [
    'a reason with a control character',
    'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nhi',
    / 200 OK\r\n[^]*hi$/,
  ],
  ['a status that is none', 'HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n', / 502 /],
  ['a status beyond all', 'HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n', / 502 /],
  ['a trailer without chunks', 'HTTP/1.1 200 OK\r\nTrailer: x\r\nContent-Length: 0\r\n\r\n', /^$/],
])("rule 18.5: a daemon's response with %s doesn't harm the host", async (_, words, passed) => {
  const { sandbox } = await stubSandbox((client) => client.once('data', () => client.end(words)))
  const traffic = createTraffic({
    find: () => sandbox,
    all: () => [sandbox],
    goneError: (id) => new SandboxGoneError(id),
  })
  onTestFinished(() => void traffic.close())
  traffic.listen(0, '127.0.0.1')
  await once(traffic, 'listening')
  const address = traffic.address()
  const client = net.connect({
    port: typeof address === 'object' && address ? address.port : 0,
    host: '127.0.0.1',
  })
  const headers = ['Host: x', 'E2b-Sandbox-Id: stub', 'E2b-Sandbox-Port: 49983']
  client.write(`GET /health HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`)
  expect(await text(client)).toMatch(passed)
})
