import { Button } from '@mantine/core'
import { useState } from 'react'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { linkWords } from '../words/links.ts'
import { CopyLink } from './copy-link.tsx'
import classes from './links.module.css'
import { addressOf, newToken, rememberToken } from './new-token.ts'

const failures = { replace: linkWords.resetFailed, revoke: linkWords.revokeFailed }

interface LinkRowProps {
  id: string
  name: string
  about: string
  kind: 'invite' | 'shared'
  onReplace: (token: string) => Promise<unknown>
  onRevoke: () => Promise<unknown>
}

/** Only the page that created a link can copy it; any other can only reset it. */
export function LinkRow({ id, name, about, kind, onReplace, onRevoke }: LinkRowProps) {
  const address = addressOf(kind, id)
  const [busy, setBusy] = useState<'replace' | 'revoke' | null>(null)
  const [failed, setFailed] = useState<{ title: string; error: unknown } | null>(null)
  const run = async (what: 'replace' | 'revoke', work: () => Promise<unknown>) => {
    setBusy(what)
    setFailed(null)
    try {
      await work()
    } catch (error) {
      setFailed({ title: failures[what], error })
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
          <ConfirmButton
            size="xs"
            label="Reset link…"
            name={`Reset link: ${name}`}
            warning={linkWords.resetWarning}
            confirm="Reset link"
            busy={busy === 'replace'}
            onConfirm={() => void replace()}
          />
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
      {failed && <ErrorNote {...failed} />}
    </li>
  )
}
