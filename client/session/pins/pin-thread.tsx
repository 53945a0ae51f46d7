import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconRotate, IconSparkles, IconTrash } from '@tabler/icons-react'
import { type CSSProperties, useRef } from 'react'
import { newId } from '../../../shared/ids.ts'
import type { PinComment, RecordPin } from '../../../shared/protocol/record-pin.ts'
import { trpc } from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { errorText } from '../../ui/error-text.ts'
import { Part } from '../../ui/part.tsx'
import { commentWords } from '../../words/session.ts'
import { useMay, useSession } from '../session-context.tsx'
import { fullTime, shortTime } from '../time.ts'
import { CommentBox } from './comment-box.tsx'
import { PinCard } from './pin-card.tsx'
import { pinPlace } from './pin-words.ts'
import classes from './pins.module.css'

const icon = { size: 14, stroke: 1.8, 'aria-hidden': true } as const

/** Kept until success, so that the server treats a retry as the same request. */
function useRetryId() {
  const id = useRef(newId())
  return { get: () => id.current, renew: () => void (id.current = newId()) }
}

function Comment({ comment, onDelete }: { comment: PinComment; onDelete: (() => void) | null }) {
  const { author, text, at } = comment
  return (
    <li className={classes.comment}>
      <Avatar id={author.id} name={author.name} color={author.color} size={20} decorative />
      <div className={classes.commentBody}>
        <span className={classes.by}>
          <b>{author.name}</b>
          <time dateTime={at} title={fullTime(at)}>
            {shortTime(at)}
          </time>
        </span>
        <p>{text}</p>
      </div>
      {onDelete && (
        <ActionIcon
          size="sm"
          aria-label={`Delete the comment by ${author.name}`}
          title="Delete"
          onClick={onDelete}
        >
          <IconTrash {...icon} />
        </ActionIcon>
      )}
    </li>
  )
}

function Actions({ pin, onSent }: { pin: RecordPin; onSent: () => void }) {
  const { view } = useSession()
  const maySend = useMay('message.send')
  const mayWrite = useMay('pin.write')
  const resolve = trpc.pins.resolve.useMutation()
  const send = trpc.pins.send.useMutation()
  const messageId = useRetryId()
  const resolved = pin.resolved !== null
  const place = { sessionId: view.id, pinId: pin.id }
  const failed = resolve.error ?? send.error
  const sendToAgent = () =>
    send.mutate(
      { ...place, id: messageId.get() },
      {
        onSuccess: () => {
          messageId.renew()
          onSent()
        },
      },
    )
  if (!mayWrite) return null
  return (
    <div className={classes.actions}>
      {maySend && !resolved && (
        <Button
          size="compact-sm"
          leftSection={<IconSparkles {...icon} />}
          loading={send.isPending}
          onClick={sendToAgent}
        >
          {pin.messageId ? 'Send to the agent again' : 'Send to the agent'}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={resolved ? <IconRotate {...icon} /> : <IconCheck {...icon} />}
        loading={resolve.isPending}
        onClick={() => resolve.mutate({ ...place, resolved: !resolved })}
      >
        {resolved ? 'Reopen' : 'Resolve'}
      </Button>
      {failed && (
        <p className={classes.failed} role="alert">
          {errorText(failed).message}
        </p>
      )}
    </div>
  )
}

interface Props {
  pin: RecordPin
  lost: boolean
  style: CSSProperties | undefined
  onClose: () => void
}

export function PinThread({ pin, lost, style, onClose }: Props) {
  const { view, me } = useSession()
  const mayWrite = useMay('pin.write')
  const mayModerate = useMay('pin.moderate')
  const reply = trpc.pins.reply.useMutation()
  const remove = trpc.pins.deleteComment.useMutation()
  const replyId = useRetryId()
  const send = async (text: string) => {
    try {
      await reply.mutateAsync({ sessionId: view.id, pinId: pin.id, id: replyId.get(), text })
      replyId.renew()
      return true
    } catch {
      return false
    }
  }
  const mayDelete = ({ author }: PinComment) => mayModerate || author.id === me.id
  return (
    <PinCard
      label={`Comment ${pin.number} on ${pin.element.name}`}
      title={`${pin.number} · ${pin.element.name}`}
      place={lost ? pinPlace(pin, true) : pin.element.route}
      style={style}
      onClose={onClose}
    >
      <ol className={classes.thread}>
        {pin.comments.map((comment) => (
          <Part key={comment.id} name="comment" content={[comment]} item>
            <Comment
              comment={comment}
              onDelete={
                mayWrite && mayDelete(comment)
                  ? () => remove.mutate({ sessionId: view.id, id: comment.id })
                  : null
              }
            />
          </Part>
        ))}
      </ol>
      {pin.resolved && (
        <p className={classes.note}>{commentWords.resolvedBy(pin.resolved.by.name)}</p>
      )}
      {!pin.resolved && pin.messageId && <p className={classes.note}>{commentWords.sent}</p>}
      {remove.error && (
        <p className={classes.failed} role="alert">
          {errorText(remove.error).message}
        </p>
      )}
      {mayWrite && (
        <CommentBox
          label="Reply"
          action="Reply"
          pending={reply.isPending}
          error={reply.error}
          autoFocus={false}
          onSend={send}
        />
      )}
      <Actions pin={pin} onSent={onClose} />
    </PinCard>
  )
}
