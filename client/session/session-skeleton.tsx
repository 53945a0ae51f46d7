import { Skeleton } from '@mantine/core'
import { ChatSkeleton } from './chat/chat-skeleton.tsx'
import classes from './session-skeleton.module.css'
import { useChatWidth } from './use-chat-width.ts'

export function SessionSkeleton() {
  const { width, folded } = useChatWidth()
  return (
    <div className={classes.screen} role="status" aria-label="Opening the session">
      <div className={classes.bar}>
        <Skeleton circle width={22} height={22} />
        <Skeleton width={180} height={12} />
      </div>
      <div className={classes.main}>
        {!folded && (
          <div className={classes.chat} style={{ width }}>
            <ChatSkeleton />
          </div>
        )}
        <div className={classes.stage}>
          <div className={classes.frame} />
        </div>
      </div>
    </div>
  )
}
