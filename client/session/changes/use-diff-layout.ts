import { useLocalStorage } from '@mantine/hooks'

/** Kept in this browser. */
export function useDiffLayout() {
  return useLocalStorage<'split' | 'inline'>({
    key: 'fegg-diff-layout',
    defaultValue: 'split',
    getInitialValueInEffect: false,
  })
}
