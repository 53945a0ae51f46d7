import { errorText } from '../../ui/error-text.ts'
import { previewWords } from '../../words/session.ts'
import classes from './sandbox-notice.module.css'
import { Elapsed, SandboxNotice } from './sandbox-notice.tsx'
import type { useSandbox } from './use-sandbox.ts'

export function SandboxCover({ sandbox }: { sandbox: ReturnType<typeof useSandbox> }) {
  const { state, message, since, wakes, wake, waking, wakeError } = sandbox
  const trouble = wakeError ? errorText(wakeError).message : null
  switch (state) {
    case null:
      return <SandboxNotice mood="blank" title={previewWords.openingSession} />
    case 'ready':
      return message === null ? null : (
        <p className={classes.waiting} role="status">
          {message}
        </p>
      )
    case 'starting':
      return (
        <SandboxNotice
          mood="warm"
          title={
            <>
              {wakes ? previewWords.waking : previewWords.starting} <Elapsed from={since} />
            </>
          }
          words={message ?? previewWords.startingText}
        />
      )
    case 'asleep':
      return waking ? (
        <SandboxNotice
          mood="asleep"
          title={
            <>
              {previewWords.waking} <Elapsed from={since} />
            </>
          }
          words={previewWords.wakingText}
        />
      ) : (
        <SandboxNotice
          mood="asleep"
          title={previewWords.asleep}
          words={trouble ?? previewWords.asleepText}
          action={{ label: 'Wake', busy: waking, run: wake }}
        />
      )
    case 'failed':
      return (
        <SandboxNotice
          mood="broken"
          title={previewWords.failed}
          words={trouble ?? message ?? previewWords.noReason}
          action={{ label: 'Try again', busy: waking, run: wake }}
        />
      )
  }
}
