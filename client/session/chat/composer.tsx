import { ActionIcon } from '@mantine/core'
import { IconLock, IconUsers } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { limits } from '../../../shared/limits.ts'
import { newId } from '../../../shared/ids.ts'
import type { Delivery } from '../../../shared/protocol/delivery.ts'
import { useStore } from '../../live/store.ts'
import type { SendOptions } from '../../live/session-link.ts'
import { composerWords } from '../../words/session.ts'
import { useMay, useSession } from '../session-context.tsx'
import { useStopRun } from '../use-stop-run.ts'
import type { ComposerInputProps } from './composer-input.ts'
import { ComposerPlain } from './composer-plain.tsx'
import { ComposerTrouble } from './composer-trouble.tsx'
import classes from './composer.module.css'
import { CutNote } from './cut-note.tsx'
import { lengthNote } from './length-note.ts'
import { SendButton } from './send-button.tsx'
import { useTyping } from './use-typing.ts'
import { useLocation } from 'wouter'

// Loads while the session connects.
const editorCode = import('./composer-editor.tsx')
editorCode.catch(() => undefined)
const ComposerEditor = lazy(() => editorCode)

function PrivacySwitch() {
  const { link } = useSession()
  const on = useStore(link.privateDraft.on)
  const shared = useStore(link.draft.content)
  const Icon = on ? IconLock : IconUsers
  return (
    <>
      <ActionIcon
        size="sm"
        role="switch"
        aria-checked={on}
        aria-label="Private draft"
        title={on ? composerWords.leavePrivate : composerWords.startPrivate}
        data-on={on || undefined}
        className={classes.privacy}
        onClick={() => link.privateDraft.switch(!on)}
      >
        <Icon size={15} stroke={1.8} aria-hidden />
      </ActionIcon>
      {on && (
        <span className={classes.private}>
          Private{shared.trim() !== '' && ` · ${composerWords.othersWrite}`}
        </span>
      )}
    </>
  )
}

export function Composer({
  focus,
  joined,
}: {
  focus: ComposerInputProps['focus']
  joined: boolean
}) {
  const { link } = useSession()
  const maySend = useMay('message.send')
  const maySuggest = useMay('suggestion.add')
  const [, goTo] = useLocation()
  const isPrivate = useStore(link.privateDraft.on)
  const { taking } = useStore(link.outbox.state)
  const content = useStore(isPrivate ? link.privateDraft.content : link.draft.content)
  const typing = useTyping()
  const stopRun = useStopRun()
  const [cut, setCut] = useState<number | null>(null)
  const text = content.trim()
  const note = lengthNote(text.length, !isPrivate)

  const post = async (ready: string, options: SendOptions) => {
    const message = { text: ready, options, shown: options.as === 'message' }
    if (!isPrivate) {
      const sent = await link.outbox.send({ ...message, draft: link.draft.seen() })
      if (sent) link.draft.undo.end()
      return sent
    }
    link.privateDraft.clear()
    return link.outbox.send({ ...message, giveBack: (back) => link.privateDraft.putBack(back) })
  }
  const send = async (delivery: Delivery['delivery']) => {
    const from = isPrivate ? link.privateDraft : link.draft
    const ready = from.text.toString().trim()
    if (ready === '' || ready.length > limits.promptLength) return
    typing.stop()
    setCut(null)
    focus.current?.()
    if (!maySend) await post(ready, { as: 'suggestion' })
    else if (delivery === 'fork') {
      const forkId = newId()
      if (await post(ready, { as: 'message', delivery, forkId })) goTo(`/s/${forkId}`)
    } else await post(ready, { as: 'message', delivery })
  }

  if (!maySuggest) return <p className={classes.readOnly}>{composerWords.viewOnly}</p>
  const input: ComposerInputProps = {
    text: isPrivate ? link.privateDraft.text : link.draft.text,
    undo: (isPrivate ? link.privateDraft : link.draft).undo.manager,
    hold: () => (isPrivate ? () => undefined : link.draft.hold()),
    awareness: isPrivate ? null : link.awareness,
    placeholder: maySend ? composerWords.describe : composerWords.suggest,
    focus,
    onSend: (delivery) => void send(delivery),
    onStop: stopRun.stop,
    onCut: setCut,
    onType: isPrivate ? () => undefined : typing.onType,
  }
  const plain = <ComposerPlain key={isPrivate ? 'private' : 'shared'} {...input} />
  return (
    <div
      className={classes.box}
      data-joined={joined || undefined}
      data-over={note?.over || undefined}
      data-private={isPrivate || undefined}
      data-taking={(taking && !isPrivate) || undefined}
    >
      <ComposerTrouble text={text} onRetry={() => void send('after')} />
      {cut !== null && <CutNote length={cut} onDismiss={() => setCut(null)} />}
      {/* Without the editor's code only others' carets are missing. */}
      <ErrorBoundary fallback={plain}>
        <Suspense fallback={plain}>
          <ComposerEditor {...input} />
        </Suspense>
      </ErrorBoundary>
      <div className={classes.bar}>
        <PrivacySwitch />
        <span
          className={classes.hint}
          data-over={note?.over || undefined}
          role={note?.over ? 'alert' : undefined}
        >
          {note ? note.words : isPrivate ? null : composerWords.newLine}
        </span>
        <SendButton
          disabled={text === '' || note?.over === true || (taking && !isPrivate)}
          onSend={(delivery) => void send(delivery)}
        />
      </div>
    </div>
  )
}
