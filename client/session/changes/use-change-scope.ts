import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import { type ChangeScope, readScope, writeScope } from './change-scope.ts'

const name = 'changes'

/** Kept in the URL. */
export function useChangeScope(): [ChangeScope, (scope: ChangeScope) => void] {
  const [params] = useSearchParams()
  return [readScope(params.get(name)), useOpenChanges()]
}

/** Returns a function that opens the Changes pane. */
export function useOpenChanges(): (scope: ChangeScope) => void {
  const [, setParams] = useSearchParams()
  return useCallback(
    (scope) =>
      setParams((before) => {
        const next = new URLSearchParams(before)
        const text = writeScope(scope)
        if (text === null) next.delete(name)
        else next.set(name, text)
        next.set('tab', 'changes')
        return next
      }),
    [setParams],
  )
}
