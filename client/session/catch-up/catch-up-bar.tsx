import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { Visit } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { useStore } from '../../live/store.ts'
import { catchUpWords } from '../../words/versions.ts'
import { useSession } from '../session-context.tsx'
import { dayName, shortTime } from '../time.ts'
import classes from './catch-up.module.css'

const CatchUpPlayer = lazy(() => import('./catch-up-player.tsx'))

function sinceWords(at: string): string {
  const day = dayName(at)
  if (day === 'Today') return shortTime(at)
  return day === 'Yesterday' ? 'yesterday' : day
}

function Bar({ visit }: { visit: Visit }) {
  const { view } = useSession()
  const [dismissed, setDismissed] = useState(false)
  const [playing, setPlaying] = useState(false)
  // what came before this visit: it doesn't grow while the person is here
  const { data } = trpc.story.since.useQuery(
    { sessionId: view.id, seq: visit.seq },
    { staleTime: Infinity },
  )
  if (!data || dismissed || data.messages === 0 || data.moments.length === 0) return null
  return (
    <div className={classes.bar} role="region" aria-label="Since your last visit">
      <span className={classes.summary}>
        {catchUpWords.summary(data.messages, data.files, sinceWords(visit.at))}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => setPlaying(true)}>
        Catch up
      </Button>
      <ActionIcon size="sm" aria-label="Dismiss" onClick={() => setDismissed(true)}>
        <IconX size={14} stroke={1.8} aria-hidden />
      </ActionIcon>
      {playing && (
        <Suspense>
          <CatchUpPlayer story={data} onClose={() => setPlaying(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** Only for who comes back to something new. */
export function CatchUpBar() {
  const { link } = useSession()
  const visit = useStore(link.visits.since)
  return visit ? <Bar key={visit.seq} visit={visit} /> : null
}
