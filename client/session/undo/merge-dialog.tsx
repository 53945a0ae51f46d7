import { Button, Modal } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import { newId } from '../../../shared/new-id.ts'
import type { Id } from '../../../shared/ids.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { mergeWords } from '../../words/undo.ts'
import { useSession } from '../session-context.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { type Choices, resolved } from './choices.ts'
import type { Sides } from './sides.ts'
import classes from './undo.module.css'
import { useQueueMark } from './use-versions.ts'
import type { MergeInto } from './version-dialogs.tsx'

interface Props {
  into: MergeInto
  choices: Choices
  onChoices: (choices: Choices) => void
  onClose: () => void
}

const none: ReadonlySet<Id> = new Set()

function Sent({ source, onClose }: { source: { id: Id; name: string }; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Merge">
      <div className={classes.dialog}>
        <p className={classes.lead} role="status">
          {mergeWords.sent(source.name)}
        </p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Stay here
          </Button>
          <Button component={Link} href={`/s/${source.id}`} onClick={onClose} data-autofocus>
            Open “{source.name}”
          </Button>
        </div>
      </div>
    </Modal>
  )
}

export default function MergeDialog({ into, choices, onChoices, onClose }: Props) {
  const { link, view } = useSession()
  const utils = trpc.useUtils()
  const here = useSelected(link.record, ({ meta }) => meta?.name ?? view.name)
  const state = trpc.forks.state.useQuery({ sessionId: view.id })
  const source = state.data?.source ?? null
  const mark = useQueueMark()
  const input = { sessionId: view.id, into }
  const dryRun = trpc.forks.dryRun.useQuery(input, { staleTime: 0, gcTime: 0 })
  const { refetch } = dryRun
  useEffect(() => void refetch(), [mark, refetch])
  const { resolutions, open } = useMemo(
    () => resolved(dryRun.data?.conflicts ?? [], choices),
    [dryRun.data, choices],
  )
  const outcome = trpc.forks.dryRun.useQuery(
    { ...input, resolutions },
    { enabled: open === 0 && resolutions.length > 0, gcTime: 0 },
  )
  const [sent, setSent] = useState(false)
  // Kept after a failure, so that a retry can't merge twice.
  const [id] = useState(newId)
  const merge = trpc.forks.merge.useMutation({
    onSuccess: () => {
      void utils.forks.state.invalidate()
      if (into === 'source') setSent(true)
      else onClose()
    },
    onError: () => void refetch(),
  })
  const sides = useMemo((): Sides => {
    const fork = { name: here, source: { sessionId: view.id, version: 'now' as const } }
    const from = {
      name: source?.name ?? '',
      source: source && { sessionId: source.id, version: 'now' as const },
    }
    return into === 'source' ? { ours: from, theirs: fork } : { ours: fork, theirs: from }
  }, [into, here, source, view.id])
  if (sent && source) return <Sent source={source} onClose={onClose} />
  return (
    <ChangeDialog
      title="Merge"
      verb="Merge"
      lead={<p>{mergeWords.lead(sides.theirs.name, sides.ours.name)}</p>}
      sides={sides}
      dryRun={dryRun}
      files={outcome.data?.files ?? dryRun.data?.files ?? []}
      check={null}
      dependents={dryRun.data?.dependents ?? []}
      ticked={none}
      onTick={() => undefined}
      choices={choices}
      onChoices={onChoices}
      onStart={(repair) => merge.mutate({ ...input, id, resolutions, repair })}
      starting={merge.isPending}
      error={merge.error}
      onClose={onClose}
    />
  )
}
