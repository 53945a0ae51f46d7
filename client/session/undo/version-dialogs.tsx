import { type ReactNode, Suspense, createContext, lazy, useContext, useMemo, useState } from 'react'
import type { Id } from '../../../shared/ids.ts'
import type { Choices } from './choices.ts'

const UndoDialog = lazy(() => import('./undo-dialog.tsx'))
const MergeDialog = lazy(() => import('./merge-dialog.tsx'))
const RestoreDialog = lazy(() => import('./restore-dialog.tsx'))
const ForkDialog = lazy(() => import('./fork-dialog.tsx'))
const TakeMineDialog = lazy(() => import('./take-mine-dialog.tsx'))

export interface OneVersion {
  versionId: Id
  /** Shown if it is known. */
  number?: number | undefined
}

export interface UndoAsked {
  versionIds: readonly Id[]
  /** These versions are undos themselves. */
  redo?: boolean
}

/** Which way a fork and its source are merged. */
export type MergeInto = 'source' | 'fork'

type Asked =
  | ({ is: 'undo' } & UndoAsked)
  | ({ is: 'restore' } & OneVersion)
  | ({ is: 'fork' } & OneVersion)
  | { is: 'takeMine'; from: number }
  | { is: 'merge'; into: MergeInto }

const Context = createContext<((asked: Asked) => void) | null>(null)

function useAsk() {
  const ask = useContext(Context)
  if (!ask) throw new Error('The dialogs of versions exist only on the session screen.')
  return ask
}

/** Shows what taking these versions out would do, and does it. */
export function useUndo() {
  const ask = useAsk()
  return useMemo(() => ({ open: (asked: UndoAsked) => ask({ is: 'undo', ...asked }) }), [ask])
}

/** Shows what changes, and makes the version's files the current ones. */
export function useRestore() {
  const ask = useAsk()
  return useMemo(() => ({ open: (asked: OneVersion) => ask({ is: 'restore', ...asked }) }), [ask])
}

/** Opens a new session that begins with the version. */
export function useFork() {
  const ask = useAsk()
  return useMemo(() => ({ open: (asked: OneVersion) => ask({ is: 'fork', ...asked }) }), [ask])
}

/** Moves one's own versions from this number on into a new session. */
export function useTakeMine() {
  const ask = useAsk()
  return useMemo(() => ({ open: (from: number) => ask({ is: 'takeMine', from }) }), [ask])
}

export function useMerge() {
  const ask = useAsk()
  return useMemo(() => ({ open: (into: MergeInto) => ask({ is: 'merge', into }) }), [ask])
}

interface DialogProps {
  asked: Asked
  choices: Choices
  onChoices: (choices: Choices) => void
  onClose: () => void
}

function Dialog({ asked, choices, onChoices, onClose }: DialogProps) {
  switch (asked.is) {
    case 'undo':
      return <UndoDialog asked={asked} choices={choices} onChoices={onChoices} onClose={onClose} />
    case 'merge':
      return (
        <MergeDialog into={asked.into} choices={choices} onChoices={onChoices} onClose={onClose} />
      )
    case 'restore':
      return <RestoreDialog asked={asked} onClose={onClose} />
    case 'fork':
      return <ForkDialog asked={asked} onClose={onClose} />
    case 'takeMine':
      return <TakeMineDialog from={asked.from} onClose={onClose} />
  }
}

const noChoices: Choices = new Map()

export function VersionDialogs({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  // Outlives the dialog, so that closing it loses no solved conflict.
  const [choices, setChoices] = useState(noChoices)
  return (
    <Context.Provider value={setAsked}>
      {children}
      {asked && (
        <Suspense>
          <Dialog
            asked={asked}
            choices={choices}
            onChoices={setChoices}
            onClose={() => setAsked(null)}
          />
        </Suspense>
      )}
    </Context.Provider>
  )
}
