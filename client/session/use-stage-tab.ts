import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

export const stageTabs = ['preview', 'changes', 'versions', 'activity'] as const
export type StageTab = (typeof stageTabs)[number]

/** Kept in the URL (`?tab=`). `replace` adds no history entry. */
export function useStageTab(): [StageTab, (tab: StageTab, options?: { replace: boolean }) => void] {
  const [params, setParams] = useSearchParams()
  const current = stageTabs.find((tab) => tab === params.get('tab')) ?? 'preview'
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
  return [current, show]
}
