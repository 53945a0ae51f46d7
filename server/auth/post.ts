import { withTimeout } from '../lib/async.ts'
import type { Mailer } from './mailer.ts'
import type { Mail } from './mails.ts'

/** Sends e-mails without letting anybody wait. Failures are logged. */
export interface Post {
  (to: string, mail: Mail): void
  mailer: Mailer
  /** Work that ends with an e-mail. */
  later(work: Promise<void>): void
  close(): Promise<void>
}

const closeLimitMs = 3_000

export function createPost(
  mailer: Mailer,
  log?: { error(details: object, message: string): void },
): Post {
  const open = new Set<Promise<void>>()
  const later = (work: Promise<void>) => {
    const settled = work
      .catch((error: unknown) => log?.error({ err: error }, 'sending an e-mail failed'))
      .finally(() => open.delete(settled))
    open.add(settled)
  }
  return Object.assign((to: string, mail: Mail) => later(mailer.send(to, mail)), {
    mailer,
    later,
    async close() {
      await withTimeout(Promise.all(open), closeLimitMs, () => undefined)
      mailer.close()
    },
  })
}
