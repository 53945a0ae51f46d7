import { Button } from '@mantine/core'
import { useState } from 'react'
import { ErrorNote } from '../ui/error-note.tsx'
import { CopyLink } from './copy-link.tsx'
import classes from './links.module.css'
import { addressOf, newToken, rememberToken } from './new-token.ts'

interface LinkRowProps {
  id: string
  /** What it gives; tells its buttons apart from other links'. */
  name: string
  about: string
  kind: 'invite' | 'shared'
  onReplace: (token: string) => Promise<unknown>
  onRevoke: () => Promise<unknown>
}

/**
 * An open link. Who made it on this page can copy it; for others its address can't be told any more, but made anew, by
 * which the old one ends.
 */
export function LinkRow({ id, name, about, kind, onReplace, onRevoke }: LinkRowProps) {
  const address = addressOf(kind, id)
  const [busy, setBusy] = useState<'replace' | 'revoke' | null>(null)
  const [error, setError] = useState<unknown>(null)
  const run = async (what: 'replace' | 'revoke', work: () => Promise<unknown>) => {
    setBusy(what)
    setError(null)
    try {
      await work()
    } catch (reason) {
      setError(reason)
    }
    setBusy(null)
  }
  const replace = () =>
    run('replace', async () => {
      const token = newToken()
      await onReplace(token)
      rememberToken(id, token)
    })
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <div className={classes.name}>{name}</div>
        <div className={classes.about}>{about}</div>
      </div>
      <div className={classes.ways}>
        {address ? (
          <CopyLink address={address} what={name} />
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={busy === 'replace'}
            title="The address that was copied before stops working"
            aria-label={`New address: ${name}`}
            onClick={() => void replace()}
          >
            New address
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          loading={busy === 'revoke'}
          aria-label={`Revoke: ${name}`}
          onClick={() => void run('revoke', onRevoke)}
        >
          Revoke
        </Button>
      </div>
      {error !== null && <ErrorNote title="That did not work." error={error} />}
    </li>
  )
}
