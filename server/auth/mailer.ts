import { createTransport } from 'nodemailer'
import { withTimeout } from '../lib/async.ts'
import type { Mail } from './mails.ts'

export interface Mailer {
  /** Throws MailError. */
  send(to: string, mail: Mail): Promise<void>
  close(): void
}

/** Names neither the recipient nor the server's reply, which may contain them. */
export class MailError extends Error {
  override name = 'MailError'
}

const timeoutMs = 10_000
const limitMs = 30_000

/** `url`: smtp:// or smtps://, with user and password. `from`: an address, or "Name <address>". */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport(
    {
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  return {
    async send(to, mail) {
      try {
        const sent = transport.sendMail({ to: { name: '', address: to }, ...mail })
        await withTimeout(sent, limitMs, () => {
          throw new Error('no answer')
        })
      } catch (error) {
        throw new MailError(`The e-mail could not be sent (${reason(error)}).`)
      }
    },
    close: () => transport.close(),
  }
}

/** Such as "EAUTH 535". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no answer'
  const status = 'responseCode' in error ? ` ${String(error.responseCode)}` : ''
  return `${code}${status}`
}
