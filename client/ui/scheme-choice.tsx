import { SegmentedControl } from '@mantine/core'
import { schemes, useScheme } from './use-scheme.ts'

export function SchemeChoice() {
  const { value, choose } = useScheme()
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Theme"
      data={[...schemes]}
      value={value}
      onChange={choose}
    />
  )
}
