import { useState } from 'react'
import type { Picked } from '../../../shared/protocol/anchor.ts'
import { newId } from '../../../shared/ids.ts'
import { trpc } from '../../api.ts'
import { useSession } from '../session-context.tsx'
import { CommentBox } from './comment-box.tsx'
import { PinCard } from './pin-card.tsx'

interface Props {
  element: Picked
  style: React.CSSProperties | undefined
  onDone: (pinId: string) => void
  onClose: () => void
}

export function NewPin({ element, style, onDone, onClose }: Props) {
  const { view } = useSession()
  const add = trpc.pins.add.useMutation()
  // Kept after a failure, so that the server treats a retry as the same request.
  const [ids] = useState(() => ({ id: newId(), commentId: newId() }))
  const send = async (text: string) => {
    try {
      await add.mutateAsync({ ...ids, sessionId: view.id, element, text })
      onDone(ids.id)
      return true
    } catch {
      return false
    }
  }
  return (
    <PinCard
      label={`New comment on ${element.name}`}
      title={element.name}
      place={element.route}
      style={style}
      onClose={onClose}
    >
      <CommentBox
        label="Comment"
        action="Comment"
        pending={add.isPending}
        error={add.error}
        autoFocus
        onSend={send}
      />
    </PinCard>
  )
}
