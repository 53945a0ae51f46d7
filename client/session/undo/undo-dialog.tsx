import { useEffect, useMemo, useState } from 'react'
import { newId } from '../../../shared/new-id.ts'
import type { Id } from '../../../shared/ids.ts'
import type { Dependent } from '../../../shared/protocol/merge-view.ts'
import { trpc } from '../../api.ts'
import { mergeWords, undoWords } from '../../words/undo.ts'
import { useSession } from '../session-context.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { type Choices, resolved } from './choices.ts'
import type { Sides } from './sides.ts'
import classes from './undo.module.css'
import { useQueueMark, useVersionsOf } from './use-versions.ts'
import type { UndoAsked } from './version-dialogs.tsx'

interface Props {
  asked: UndoAsked
  choices: Choices
  onChoices: (choices: Choices) => void
  onClose: () => void
}

/** Those found, and those ticked: they are among the undone, so they aren't found any more. Oldest first. */
function useDependents(
  found: readonly Dependent[] | undefined,
  ticked: ReadonlySet<Id>,
): readonly Dependent[] {
  const [known, setKnown] = useState<ReadonlyMap<Id, Dependent>>(new Map())
  useEffect(() => {
    if (found)
      setKnown((before) => new Map([...before, ...found.map((each) => [each.id, each] as const)]))
  }, [found])
  return useMemo(() => {
    const shown = new Map((found ?? []).map((each) => [each.id, each]))
    for (const id of ticked) {
      const dependent = known.get(id)
      if (dependent) shown.set(id, dependent)
    }
    return [...shown.values()].sort((a, b) => a.number - b.number)
  }, [found, known, ticked])
}

/** What a single version was made from. */
function useParent(versionId: Id | undefined, number: number | undefined): Id | null {
  const { view } = useSession()
  const before = number === undefined ? null : number + 1
  const list = trpc.versions.list.useQuery(
    { sessionId: view.id, before },
    { enabled: before !== null, staleTime: Infinity },
  )
  return list.data?.versions.find(({ id }) => id === versionId)?.parentId ?? null
}

function useSides(asked: UndoAsked, numbers: readonly number[]): Sides {
  const { view } = useSession()
  const single = asked.versionIds.length === 1
  const parent = useParent(
    single ? asked.versionIds[0] : undefined,
    single ? numbers[0] : undefined,
  )
  return useMemo(
    () => ({
      ours: { name: mergeWords.now, source: { sessionId: view.id, version: 'now' } },
      theirs: {
        name: asked.redo ? undoWords.again(numbers) : undoWords.before(numbers),
        source: parent === null ? null : { sessionId: view.id, version: parent },
      },
    }),
    [view.id, asked.redo, numbers, parent],
  )
}

export default function UndoDialog({ asked, choices, onChoices, onClose }: Props) {
  const { view } = useSession()
  const [ticked, setTicked] = useState<ReadonlySet<Id>>(new Set())
  const input = { sessionId: view.id, versionIds: [...asked.versionIds, ...ticked] }
  const mark = useQueueMark()
  const dryRun = trpc.undo.dryRun.useQuery(input, {
    staleTime: 0,
    gcTime: 0,
    placeholderData: (before) => before,
  })
  const { refetch } = dryRun
  useEffect(() => void refetch(), [mark, refetch])
  const { resolutions, open } = useMemo(
    () => resolved(dryRun.data?.conflicts ?? [], choices),
    [dryRun.data, choices],
  )
  const whole = { ...input, resolutions }
  const isWhole = dryRun.data !== undefined && open === 0
  const outcome = trpc.undo.dryRun.useQuery(whole, {
    enabled: isWhole && resolutions.length > 0,
    gcTime: 0,
  })
  const check = trpc.undo.check.useQuery(whole, {
    enabled: isWhole,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  const dependents = useDependents(dryRun.data?.dependents, ticked)
  const known = useVersionsOf(asked.versionIds)
  const numbers = useMemo(() => known.map(({ version }) => version.number), [known])
  const sides = useSides(asked, numbers)
  // Kept after a failure, so that a retry can't undo twice.
  const [id] = useState(newId)
  const start = trpc.undo.start.useMutation({ onSuccess: onClose, onError: () => void refetch() })
  const verb = asked.redo ? 'Redo' : 'Undo'
  return (
    <ChangeDialog
      title={verb}
      verb={verb}
      lead={
        <>
          <p>{undoWords.lead(numbers, asked.redo ?? false)}</p>
          {known.map(
            ({ version, request, answer }) =>
              request && (
                <p key={version.id} className={classes.request}>
                  {undoWords.request(request.text, answer.authors)}
                </p>
              ),
          )}
        </>
      }
      sides={sides}
      dryRun={dryRun}
      files={outcome.data?.files ?? dryRun.data?.files ?? []}
      check={check}
      dependents={dependents}
      ticked={ticked}
      onTick={(version, on) =>
        setTicked((before) => {
          const next = new Set(before)
          if (on) next.add(version)
          else next.delete(version)
          return next
        })
      }
      choices={choices}
      onChoices={onChoices}
      onStart={(repair) => start.mutate({ ...whole, id, repair })}
      starting={start.isPending}
      error={start.error}
      onClose={onClose}
    />
  )
}
