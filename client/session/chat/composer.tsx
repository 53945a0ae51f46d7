import { Button } from '@mantine/core'
import { IconAlertCircle, IconCornerDownLeft } from '@tabler/icons-react'
import { Component, lazy, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react'
import { limits } from '../../../shared/limits.ts'
import { useStore } from '../../live/store.ts'
import { useMay, useSession } from '../session-context.tsx'
import { useStopRun } from '../use-stop-run.ts'
import type { ComposerInputProps } from './composer-input.ts'
import { ComposerPlain } from './composer-plain.tsx'
import classes from './composer.module.css'

// Fetched while the session is still being joined.
const editorCode = import('./composer-editor.tsx')
editorCode.catch(() => undefined)
const ComposerEditor = lazy(() => editorCode)

/** Where the editor's code can't be had the plain box stays: it does all but show carets. */
class OrPlain extends Component<{ plain: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.plain : this.props.children
  }
}

const typingEndsMs = 3_000
/** From this share of the limit on the length is shown. */
const nearLimit = 0.9

const count = new Intl.NumberFormat('en')

/** What is wrong with the length of a prompt, or how long it is; null where nobody needs to know. */
const lengthNote = (length: number): { words: string; over: boolean } | null => {
  const most = limits.promptLength
  if (length <= most * nearLimit) return null
  const words = `${count.format(length)} of ${count.format(most)} characters`
  if (length <= most) return { words, over: false }
  return { words: `${words}: shorten it by ${count.format(length - most)} to send it`, over: true }
}

const Unsent = () => {
  const { link } = useSession()
  const { unsent } = useStore(link.outbox.state)
  const content = useStore(link.draft.content)
  if (!unsent) return null
  const retry = () => {
    if (content.trim() !== unsent.text) return
    link.draft.clear()
    void link.outbox.send(unsent.text)
  }
  return (
    <div className={classes.unsent} role="alert">
      <IconAlertCircle size={15} stroke={1.8} aria-hidden />
      <span>Not sent: {unsent.message}</span>
      {content.trim() === unsent.text ? (
        <Button size="compact-xs" variant="default" onClick={retry}>
          Retry
        </Button>
      ) : (
        <Button size="compact-xs" variant="default" onClick={() => link.outbox.forgetUnsent()}>
          Dismiss
        </Button>
      )}
    </div>
  )
}

/** Tells the others that somebody types, until they pause. */
const useTyping = () => {
  const { link } = useSession()
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const stop = useCallback(() => {
    if (timer.current) clearTimeout(timer.current)
    timer.current = null
    link.setPresence({ typing: false })
  }, [link])
  useEffect(() => stop, [stop])
  const onType = useCallback(() => {
    if (timer.current) clearTimeout(timer.current)
    timer.current = setTimeout(stop, typingEndsMs)
    link.setPresence({ typing: true })
  }, [link, stop])
  return { onType, stop }
}

/** Where the next message is written, by everybody together. `focus` is set to what puts the caret into it. */
export const Composer = ({
  focus,
  joined,
}: {
  focus: ComposerInputProps['focus']
  joined: boolean
}) => {
  const { link } = useSession()
  const mayWrite = useMay('message.send')
  const content = useStore(link.draft.content)
  const typing = useTyping()
  const stopRun = useStopRun()
  const text = content.trim()
  const note = lengthNote(text.length)

  const send = () => {
    const ready = link.draft.text.toString().trim()
    if (ready === '' || ready.length > limits.promptLength) return
    link.draft.clear()
    typing.stop()
    void link.outbox.send(ready)
    focus.current?.()
  }

  if (!mayWrite)
    return (
      <p className={classes.readOnly}>
        You can look on here. Ask an editor of the workspace to write.
      </p>
    )
  const input: ComposerInputProps = {
    text: link.draft.text,
    awareness: link.awareness,
    placeholder: 'Describe what to build or change…',
    focus,
    onSend: send,
    onStop: stopRun.stop,
    onType: typing.onType,
  }
  const plain = <ComposerPlain {...input} />
  return (
    <div
      className={classes.box}
      data-joined={joined || undefined}
      data-over={note?.over || undefined}
    >
      <Unsent />
      <OrPlain plain={plain}>
        <Suspense fallback={plain}>
          <ComposerEditor {...input} />
        </Suspense>
      </OrPlain>
      <div className={classes.bar}>
        <span
          className={classes.hint}
          data-over={note?.over || undefined}
          role={note?.over ? 'alert' : undefined}
        >
          {note ? note.words : 'Shift ⏎ for a new line'}
        </span>
        <Button
          size="compact-md"
          className={classes.send}
          onClick={send}
          disabled={text === '' || note?.over === true}
          rightSection={<IconCornerDownLeft size={14} stroke={2} aria-hidden />}
        >
          Send
        </Button>
      </div>
    </div>
  )
}
