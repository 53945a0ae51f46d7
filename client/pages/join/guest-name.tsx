import { TextInput } from '@mantine/core'
import { limits } from '../../../shared/limits.ts'
import { joinWords } from '../../words/join.ts'

type GuestNameProps = { value: string; onChange: (name: string) => void }

export function GuestName({ value, onChange }: GuestNameProps) {
  return (
    <TextInput
      label="Your name"
      description={joinWords.nameHint}
      autoComplete="name"
      maxLength={limits.nameLength}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
