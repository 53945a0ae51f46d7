import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'

export const schemes: ReadonlyArray<{ value: MantineColorScheme; label: string }> = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function useScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choose = (value: string) => {
    const choice = schemes.find((one) => one.value === value)
    if (choice) setColorScheme(choice.value)
  }
  return { value: colorScheme, choose }
}
