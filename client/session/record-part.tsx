import type { ReactNode } from 'react'
import { type Store, useStore } from '../live/store.ts'
import { Part } from '../ui/part.tsx'
import type { PartName } from '../words/ui.ts'
import { useSession } from './session-context.tsx'

interface Props {
  name: PartName
  small?: boolean
  children: ReactNode
}

/** Tried again when the store's value changes. */
export function StorePart({
  store,
  name,
  small = false,
  children,
}: Props & { store: Store<unknown> }) {
  const value = useStore(store)
  return (
    <Part name={name} content={[value]} small={small}>
      {children}
    </Part>
  )
}

/** A part that shows what the record has. */
export function RecordPart(props: Props) {
  const { link } = useSession()
  return <StorePart store={link.record} {...props} />
}
