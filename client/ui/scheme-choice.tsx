import { SegmentedControl } from '@mantine/core'
import { schemes, useScheme } from './use-scheme.ts'

/** Colours: as the system has them, light or dark. */
export function SchemeChoice() {
  const { value, choose } = useScheme()
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Colours"
      data={[...schemes]}
      value={value}
      onChange={choose}
    />
  )
}
