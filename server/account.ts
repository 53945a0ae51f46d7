// The operator's commands for accounts: `npm run account -- reset-link EMAIL`, in a container `node server/account.ts …`.
import { eq } from 'drizzle-orm'
import { users } from '../drizzle/schema.ts'
import { Email } from '../shared/protocol/account.ts'
import { addResetLink, newResetToken, resetAddress } from './auth/reset-links.ts'
import { ConfigError, readConfig } from './config.ts'
import { type Database, joinDatabase } from './db/database.ts'
import { errorText } from './lib/describe-error.ts'
import { systemClock } from './lib/clock.ts'

const usage = `Usage:
  npm run account -- reset-link EMAIL   print a link to set a new password, for one hour and one use`

class UsageError extends Error {}

async function resetLink({ db }: Database, email: string, publicUrl: URL): Promise<string> {
  const token = newResetToken()
  await db.transaction(async (tx) => {
    const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email))
    if (!user) throw new UsageError(`There is no account with the e-mail ${email}.`)
    await addResetLink(tx, { clock: systemClock }, { userId: user.id, token, origin: {} })
  })
  return resetAddress(publicUrl, token)
}

async function run([command, given, ...more]: string[]): Promise<string> {
  if (command !== 'reset-link' || given === undefined || more.length > 0)
    throw new UsageError(usage)
  const email = Email.safeParse(given)
  if (!email.success) throw new UsageError(`“${given}” is not an e-mail address.\n${usage}`)
  const config = readConfig(process.env)
  const publicUrl = config.publicUrl ?? new URL(`http://localhost:${config.port}`)
  const database = await joinDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir })
  try {
    return await resetLink(database, email.data, publicUrl)
  } finally {
    await database.close()
  }
}

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`)
} catch (error) {
  process.stderr.write(`fegg: ${explain(error)}\n`)
  process.exitCode = 1
}

function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ConfigError) return error.message
  // drizzle's message is the whole statement; the reason is in its cause
  if (error instanceof Error && error.cause)
    return `the database refused: ${errorText(error.cause)}. Has the server of this release been started on it?`
  return errorText(error)
}
