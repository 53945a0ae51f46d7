import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { expect, vi } from 'vitest'

export const smtpPassword = 'canary-of-smtp'

/** A mail server on this machine, with what it has received. */
export async function startMailServer() {
  const mails: Array<{ to: string[]; text: string }> = []
  const server = new SMTPServer({
    authOptional: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (given, _session, done) =>
      given.password === smtpPassword
        ? done(null, { user: 'fegg' })
        : done(new Error('Wrong password')),
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: (secret = smtpPassword) => `smtp://fegg:${secret}@127.0.0.1:${port}`,
    /** Waits for so many e-mails to the address; returns their texts. */
    async to(address: string, count: number) {
      const texts = () => mails.flatMap(({ to, text }) => (to.includes(address) ? [text] : []))
      await vi.waitFor(() => expect(texts()).toHaveLength(count), 10_000)
      return texts()
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Quoted-printable lines are joined. */
export function linkIn(text: string): string {
  const token = /\/reset-password\/([\w-]{43})/.exec(text.replaceAll(/=\r?\n/g, ''))?.[1]
  if (!token) throw new Error(`no link in: ${text}`)
  return token
}
