import { UnstyledButton } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { errorText } from '../../ui/error-text.ts'
import { useMay, useSession } from '../session-context.tsx'
import classes from './session-name.module.css'

export function SessionName() {
  const { link, view } = useSession()
  const mayRename = useMay('session.rename')
  const recorded = useSelected(link.record, ({ meta }) => meta?.name ?? view.name)
  const [typed, setTyped] = useState<string | null>(null)
  const rename = trpc.sessions.rename.useMutation()
  const name = rename.isPending ? rename.variables.name : recorded

  if (!mayRename) return <h1 className={classes.name}>{name}</h1>
  if (typed === null)
    return (
      <h1 className={classes.heading}>
        <UnstyledButton
          className={classes.name}
          onClick={() => setTyped(name)}
          aria-label={`${name}, rename`}
          title={rename.isError ? errorText(rename.error).message : 'Rename'}
          data-failed={rename.isError || undefined}
        >
          {name}
        </UnstyledButton>
      </h1>
    )
  const save = () => {
    const wanted = typed.trim()
    setTyped(null)
    if (wanted !== '' && wanted !== recorded) rename.mutate({ id: view.id, name: wanted })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') save()
    else if (event.key === 'Escape') setTyped(null)
  }
  return (
    <input
      className={classes.input}
      aria-label="Session name"
      value={typed}
      maxLength={limits.nameLength}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={save}
      onKeyDown={onKeyDown}
    />
  )
}
