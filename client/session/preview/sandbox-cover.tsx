import { errorText } from '../../ui/error-text.ts'
import { Elapsed, SandboxPicture } from './sandbox-picture.tsx'
import type { useSandbox } from './use-sandbox.ts'

/** What stands before the preview while its sandbox isn't ready; nothing once it is. */
export function SandboxCover({ sandbox }: { sandbox: ReturnType<typeof useSandbox> }) {
  const { state, message, since, wakes, wake, waking, wakeError } = sandbox
  const trouble = wakeError ? errorText(wakeError).message : null
  switch (state) {
    case null:
      return <SandboxPicture mood="blank" title="Opening the session…" />
    case 'ready':
      return null
    case 'starting':
      return (
        <SandboxPicture
          mood="warm"
          title={
            <>
              {wakes ? 'Waking the sandbox…' : 'Starting sandbox…'} <Elapsed from={since} />
            </>
          }
          words={message ?? 'The app appears here as soon as it runs.'}
        />
      )
    case 'asleep':
      return waking ? (
        <SandboxPicture
          mood="asleep"
          title={
            <>
              Waking the sandbox… <Elapsed from={since} />
            </>
          }
          words="It fell asleep because nobody was here. Nothing was lost."
        />
      ) : (
        <SandboxPicture
          mood="asleep"
          title="The sandbox is asleep"
          words={trouble ?? 'It sleeps while nobody is here. Nothing is lost.'}
          action={{ label: 'Wake it', busy: waking, run: wake }}
        />
      )
    case 'failed':
      return (
        <SandboxPicture
          mood="broken"
          title="The sandbox could not be started"
          words={trouble ?? message ?? 'It gave no reason.'}
          action={{ label: 'Try again', busy: waking, run: wake }}
        />
      )
  }
}
