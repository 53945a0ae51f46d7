import { Button } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useState } from 'react'
import type { Id } from '../../../shared/ids.ts'
import { namesOf } from '../../../shared/names.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { previewWords } from '../../words/session.ts'
import { lookWords } from '../../words/versions.ts'
import { useOpenChanges } from '../changes/use-change-scope.ts'
import { isMixedContent } from '../preview/is-mixed-content.ts'
import { Elapsed, SandboxNotice } from '../preview/sandbox-notice.tsx'
import { useMay, useSession } from '../session-context.tsx'
import { fullTime, shortTime } from '../time.ts'
import { useRestore } from '../undo/version-dialogs.tsx'
import pane from '../frame/pane.module.css'
import classes from './look-pane.module.css'
import { useLook } from './use-look.ts'
import { useLookState } from './use-look-state.ts'

const allowed =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads'

function LookBar({ versionId }: { versionId: Id }) {
  const { view } = useSession()
  const look = useLook()
  const restore = useRestore()
  const openChanges = useOpenChanges()
  const maySend = useMay('message.send')
  const { data } = trpc.versions.get.useQuery({ sessionId: view.id, versionId })
  return (
    <div className={classes.bar}>
      <IconEye size={16} stroke={1.8} aria-hidden />
      <p className={classes.what}>
        {data && (
          <>
            <b>{lookWords.lookingAt(data.number)}</b>
            {data.authors.length > 0 && ` by ${namesOf(data.authors)}`}
            {', '}
            <time dateTime={data.at} title={fullTime(data.at)}>
              {shortTime(data.at)}
            </time>
          </>
        )}
      </p>
      {data && (
        <div className={classes.ways}>
          {maySend && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => restore.open({ versionId, number: data.number })}
            >
              Restore
            </Button>
          )}
          {data.parentId !== null && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => openChanges({ of: 'version', id: versionId })}
            >
              Compare
            </Button>
          )}
        </div>
      )}
      <Button size="compact-xs" onClick={look.close}>
        Back to now
      </Button>
    </div>
  )
}

function LookStage({ versionId, shown }: { versionId: Id; shown: boolean }) {
  const { look, begun, start, starting, error } = useLookState(versionId, shown)
  const [served, setServed] = useState(false)
  if (look?.state === 'ready' && !served) setServed(true)
  const again = (label: string) => ({ label, busy: starting, run: start })
  if (error)
    return (
      <SandboxNotice
        mood="broken"
        title={lookWords.failed}
        words={errorText(error).message}
        action={again('Try again')}
      />
    )
  if (look === null)
    return (
      <SandboxNotice
        mood="asleep"
        title={lookWords.ended}
        words={lookWords.endedText}
        action={again('Look again')}
      />
    )
  if (look?.state === 'failed')
    return (
      <SandboxNotice
        mood="broken"
        title={lookWords.failed}
        words={look.message ?? previewWords.noReason}
        action={again('Try again')}
      />
    )
  if (look?.state === 'asleep' && served)
    return (
      <SandboxNotice
        mood="asleep"
        title={previewWords.asleep}
        words={lookWords.asleepText}
        action={again('Wake')}
      />
    )
  if (look?.state !== 'ready')
    return (
      <SandboxNotice
        mood="warm"
        title={
          <>
            {lookWords.starting} <Elapsed from={begun} />
          </>
        }
        words={look?.message ?? lookWords.startingText}
      />
    )
  if (isMixedContent(look.url, location.protocol))
    return (
      <SandboxNotice mood="broken" title={previewWords.blocked} words={previewWords.blockedText} />
    )
  return (
    <iframe
      className={classes.frame}
      title={lookWords.frame}
      src={look.url}
      sandbox={allowed}
      allow="clipboard-write; fullscreen"
    />
  )
}

/** Shows a version in place of the session's preview, which others go on seeing. */
export function LookPane({ versionId, shown }: { versionId: Id; shown: boolean }) {
  return (
    <section className={pane.pane} aria-label="Look">
      <LookBar versionId={versionId} />
      <div className={classes.stage}>
        <LookStage versionId={versionId} shown={shown} />
      </div>
    </section>
  )
}
