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
  /** What the link allows; also part of its buttons' accessible names. */
  name: string
  about: string
  kind: 'invite' | 'shared'
  onReplace: (token: string) => Promise<unknown>
  onRevoke: () => Promise<unknown>
}

/** A link that was created on this page can be copied. Any other can only be reset, which gives it a new address. */
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
