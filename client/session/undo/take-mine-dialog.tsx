import { Button, Checkbox, Modal, Skeleton } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { Id } from '../../../shared/ids.ts'
import { newId } from '../../../shared/new-id.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { fileWords, forkWords, undoWords } from '../../words/undo.ts'
import { useSession } from '../session-context.tsx'
import { ChangedFiles } from './changed-files.tsx'
import classes from './undo.module.css'
import { useKnownVersions } from './use-versions.ts'

/** One's own versions that are in force, from a number on. */
function useMine(from: number) {
  const { me } = useSession()
  const known = useKnownVersions()
  return useMemo(
    () =>
      known.filter(
        ({ version, answer }) =>
          version.number >= from &&
          version.kind === 'run' &&
          !version.undoneBy &&
          answer.authors.some(({ id }) => id === me.id),
      ),
    [known, from, me.id],
  )
}

export default function TakeMineDialog({ from, onClose }: { from: number; onClose: () => void }) {
  const { view } = useSession()
  const [, goTo] = useLocation()
  const mine = useMine(from)
  const [left, setLeft] = useState<ReadonlySet<Id>>(new Set())
  const versionIds = mine.flatMap(({ version }) => (left.has(version.id) ? [] : [version.id]))
  const sessionId = view.id
  const dryRun = trpc.undo.dryRun.useQuery(
    { sessionId, versionIds },
    {
      enabled: versionIds.length > 0,
      staleTime: 0,
      gcTime: 0,
      placeholderData: (before) => before,
    },
  )
  const [forkId] = useState(newId)
  const take = trpc.forks.takeMine.useMutation({
    onSuccess: () => {
      onClose()
      goTo(`/s/${forkId}`)
    },
  })
  const { data } = dryRun
  const conflicts = data?.conflicts.length ?? 0
  return (
    <Modal opened onClose={onClose} title="Move my changes to a new session" size="lg">
      <div className={classes.dialog}>
        <p className={classes.lead}>{forkWords.takeLead}</p>
        <ul className={classes.dependents} aria-label="My changes">
          {mine.map(({ version, request }) => (
            <li key={version.id}>
              <Checkbox
                size="xs"
                radius="xs"
                checked={!left.has(version.id)}
                onChange={(event) => {
                  const next = new Set(left)
                  if (event.currentTarget.checked) next.delete(version.id)
                  else next.add(version.id)
                  setLeft(next)
                }}
                label={
                  <span className={classes.dependent}>
                    <span className={classes.asked}>{request?.text}</span>
                    <span className={classes.quiet}>version {version.number}</span>
                  </span>
                }
              />
            </li>
          ))}
        </ul>
        {dryRun.isError && <ErrorNote title={undoWords.failed} error={dryRun.error} />}
        {versionIds.length > 0 && dryRun.isPending && <Skeleton height={120} radius={10} />}
        {versionIds.length > 0 && data && data.files.length > 0 && (
          <ChangedFiles files={data.files} />
        )}
        {versionIds.length > 0 && conflicts > 0 && (
          <p className={classes.line}>
            {fileWords.conflicts(conflicts)}: {forkWords.takeConflicts}
          </p>
        )}
        {take.isError && <ErrorNote title={forkWords.takeFailed} error={take.error} />}
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={versionIds.length === 0 || !data || dryRun.isFetching || conflicts > 0}
            loading={take.isPending}
            onClick={() => take.mutate({ sessionId, forkId, versionIds })}
          >
            Move
          </Button>
        </div>
      </div>
    </Modal>
  )
}
