import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'

const choices: Array<{ value: MantineColorScheme; label: string }> = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** Colours: as the system has them, light or dark. Kept in this browser. */
export const SchemeChoice = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Colours"
      data={choices}
      value={colorScheme}
      onChange={(value) => {
        const choice = choices.find((one) => one.value === value)
        if (choice) setColorScheme(choice.value)
      }}
    />
  )
}
