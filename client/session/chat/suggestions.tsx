import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { newId } from '../../../shared/ids.ts'
import { namesOf } from '../../../shared/names.ts'
import { truncate } from '../../../shared/truncate.ts'
import type { Suggestion } from '../../../shared/protocol/suggestion.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { queueWords } from '../../words/session.ts'
import { Part } from '../../ui/part.tsx'
import { useMay, useSession } from '../session-context.tsx'
import { AuthorAvatars } from './author-avatars.tsx'
import { EditText } from './edit-text.tsx'
import classes from './queue.module.css'

type Mode = 'shown' | 'edited' | 'declined'

interface Props {
  suggestion: Suggestion
  /** Null if there is nothing to bundle. */
  picked: boolean | null
  approving: boolean
  onPick: (picked: boolean) => void
  onApprove: (text?: string) => void
}

function Item({ suggestion, picked, approving, onPick, onApprove }: Props) {
  const { view, me } = useSession()
  const mayDecide = useMay('suggestion.decide')
  const [mode, setMode] = useState<Mode>('shown')
  const decline = trpc.suggestions.decline.useMutation()
  const close = trpc.suggestions.close.useMutation()
  const { authors, text, declined } = suggestion
  const own = authors.some((author) => author.id === me.id)
  const at = { sessionId: view.id, id: suggestion.id }
  const failed = decline.error ?? close.error
  return (
    <li className={classes.item} aria-label={`Suggestion by ${namesOf(authors)}`}>
      <div className={classes.line}>
        {picked !== null && (
          <Checkbox
            size="xs"
            checked={picked}
            aria-label={`Bundle “${truncate(text, 60)}”`}
            onChange={(event) => onPick(event.currentTarget.checked)}
          />
        )}
        <AuthorAvatars authors={authors} size={18} />
        {mode === 'edited' ? (
          <EditText
            label={`Text of “${truncate(text, 60)}”`}
            text={text}
            pending={approving}
            save="Approve"
            onSave={(edited) => onApprove(edited)}
            onCancel={() => setMode('shown')}
          />
        ) : (
          <span className={classes.suggested}>
            <b>{namesOf(authors)}</b> {text}
          </span>
        )}
      </div>
      {declined && (
        <p className={classes.declined}>
          {queueWords.declined(declined.by?.name, declined.reason)}
        </p>
      )}
      {mode === 'declined' && (
        <div className={classes.under}>
          <EditText
            label="Reason for declining"
            text=""
            pending={decline.isPending}
            save="Decline"
            onSave={(reason) => decline.mutate({ ...at, reason })}
            onCancel={() => setMode('shown')}
          />
        </div>
      )}
      {mode === 'shown' && (
        <div className={`${classes.choices} ${classes.under}`}>
          {mayDecide && !declined && (
            <>
              <Button size="compact-xs" disabled={approving} onClick={() => onApprove()}>
                Approve
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => setMode('edited')}>
                Edit
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => setMode('declined')}>
                Decline
              </Button>
            </>
          )}
          {own && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              loading={close.isPending}
              onClick={() => close.mutate(at)}
            >
              {declined ? 'Dismiss' : 'Withdraw'}
            </Button>
          )}
        </div>
      )}
      {failed && (
        <p className={classes.failed} role="alert">
          {errorText(failed).message}
        </p>
      )}
    </li>
  )
}

export function Suggestions({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const { view } = useSession()
  const mayDecide = useMay('suggestion.decide')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const approve = trpc.suggestions.approve.useMutation({ onSuccess: () => setPicked(new Set()) })
  const open = suggestions.filter((suggestion) => suggestion.declined === null)
  const bundle = open.filter((suggestion) => picked.has(suggestion.id)).map(({ id }) => id)
  const decide = (ids: string[], text?: string) =>
    approve.mutate({ sessionId: view.id, ids, messageId: newId(), ...(text ? { text } : {}) })
  const pick = (id: string, on: boolean) => {
    const next = new Set(picked)
    if (on) next.add(id)
    else next.delete(id)
    setPicked(next)
  }
  return (
    <section className={classes.queue} aria-label="Suggestions">
      <div className={classes.head}>
        <h2 className={classes.title}>
          Suggested{open.length > 0 && ` · ${open.length} to decide`}
        </h2>
        {bundle.length > 1 && (
          <Button size="compact-xs" disabled={approve.isPending} onClick={() => decide(bundle)}>
            Approve {bundle.length} as one
          </Button>
        )}
      </div>
      <ul className={classes.list}>
        {suggestions.map((suggestion) => (
          <Part key={suggestion.id} name="suggestion" content={[suggestion]} item>
            <Item
              suggestion={suggestion}
              picked={
                mayDecide && open.length > 1 && !suggestion.declined
                  ? picked.has(suggestion.id)
                  : null
              }
              approving={approve.isPending}
              onPick={(on) => pick(suggestion.id, on)}
              onApprove={(text) => decide([suggestion.id], text)}
            />
          </Part>
        ))}
      </ul>
      {approve.isError && (
        <p className={classes.failed} role="alert">
          {errorText(approve.error).message}
        </p>
      )}
    </section>
  )
}
