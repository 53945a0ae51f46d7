import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** The panes that the stage can show. */
export const stageTabs = ['preview', 'activity'] as const
export type StageTab = (typeof stageTabs)[number]

/** The stage's pane as the address names it (`?tab=`); each change is a step of the browser's history, unless it replaces one. */
export function useStageTab(): [StageTab, (tab: StageTab, options?: { replace: boolean }) => void] {
  const [params, setParams] = useSearchParams()
  const named = stageTabs.find((tab) => tab === params.get('tab')) ?? 'preview'
  const show = useCallback(
    (tab: StageTab, options?: { replace: boolean }) =>
      setParams((before) => {
        const next = new URLSearchParams(before)
        if (tab === 'preview') next.delete('tab')
        else next.set('tab', tab)
        return next
      }, options),
    [setParams],
  )
  return [named, show]
}
