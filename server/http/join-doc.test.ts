import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { newId } from '../../shared/ids.ts'
import { closeCodes, closes } from '../../shared/protocol/close-codes.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { startAppServer } from '../testing/app-server.ts'

const refusal = new AppError('forbidden', 'Your access ended.')
const failure = new Error(`Failed query: select\nparams: ${'canary'.repeat(40)}`)

test.each([
  ['a refusal', refusal, closeCodes.forbidden, refusal.message],
  ['a failed query', failure, closes.failed.code, closes.failed.reason],
])(
  'rule 12.4: a document closed by %s says what people should read',
  async (_by, error, code, reason) => {
    await using server = await startAppServer([])
    const { api, cookie, origin } = server.visitor()
    await api.auth.guest.mutate()
    const id = newId()
    await api.sessions.create.mutate({ id })
    const { access } = server.services
    const watch = access.session.bind(access)
    vi.spyOn(access, 'session').mockImplementation((...given) => {
      const permission = watch(...given)
      const { next } = permission
      let begun = false
      permission.next = async () => {
        if (begun) throw error
        begun = true
        return next.call(permission)
      }
      return permission
    })
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/yjs/record/${id}`, {
      headers: { cookie: cookie(), origin },
    })
    onTestFinished(() => socket.terminate())
    const [closedWith, said] = (await once(socket, 'close')) as [number, Buffer]
    expect([closedWith, said.toString()]).toEqual([code, reason])
  },
)
