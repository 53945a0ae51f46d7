import { useMediaQuery } from '@mantine/hooks'

export function usePhone(): boolean {
  return useMediaQuery('(max-width: 760px)', undefined, { getInitialValueInEffect: false }) ?? false
}
