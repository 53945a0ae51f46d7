import { Select } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { Id } from '../../../shared/ids.ts'
import type { VersionAt } from '../../../shared/protocol/inputs/version-inputs.ts'
import type { VersionView, Visit } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { useStore } from '../../live/store.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { changesWords } from '../../words/versions.ts'
import { useSession } from '../session-context.tsx'
import type { ChangeScope } from './change-scope.ts'
import classes from './scope-bar.module.css'
import { VersionPicker } from './version-picker.tsx'

interface Props {
  scope: ChangeScope
  onScope: (scope: ChangeScope) => void
  /** The newest version, or the one that is shown. */
  version: VersionView | null
}

const kinds = [
  { value: 'version', label: 'By version' },
  { value: 'message', label: 'By message' },
  { value: 'person', label: 'By person' },
  { value: 'visit', label: 'Since I was last here' },
] as const
type Kind = (typeof kinds)[number]['value']

function kindOf(scope: ChangeScope): Kind {
  return scope.of === 'newest' || scope.of === 'pair' ? 'version' : scope.of
}

function useVersionNumber(id: VersionAt | null): string {
  const { view } = useSession()
  const { data } = trpc.versions.get.useQuery(
    { sessionId: view.id, versionId: id === null || id === 'now' ? view.id : id },
    { enabled: id !== null && id !== 'now' },
  )
  if (id === 'now') return 'Now'
  return data ? `Version ${data.number}` : 'Version …'
}

function Pair({ scope, onScope, version }: Props) {
  const [from, to] =
    scope.of === 'pair' ? [scope.from, scope.to] : [version?.parentId ?? null, version?.id ?? null]
  const fromLabel = useVersionNumber(from)
  const toLabel = useVersionNumber(to)
  if (to === null) return null
  const choose = (nextFrom: Id | null, nextTo: VersionAt) => {
    if (nextFrom !== null) onScope({ of: 'pair', from: nextFrom, to: nextTo })
    else if (nextTo !== 'now') onScope({ of: 'version', id: nextTo })
  }
  return (
    <>
      <VersionPicker
        name="From"
        label={from === null ? 'Choose a version' : fromLabel}
        onVersion={({ id }) => choose(id, to)}
      />
      <IconArrowRight className={classes.arrow} size={14} stroke={1.8} aria-label="to" />
      <VersionPicker
        name="To"
        label={toLabel}
        onVersion={(chosen) => choose(scope.of === 'pair' ? from : null, chosen.id)}
        onNow={() => choose(from, 'now')}
      />
    </>
  )
}

function Message({ version, onScope }: Props) {
  return (
    <VersionPicker
      name="Message"
      label={version?.title ?? '…'}
      messages
      accepts={({ messageId }) => messageId !== null}
      onVersion={({ messageId }) => messageId !== null && onScope({ of: 'message', id: messageId })}
    />
  )
}

function Person({ scope, onScope }: Props) {
  const { view } = useSession()
  const { data } = trpc.versions.filters.useQuery({ sessionId: view.id })
  return (
    <Select
      size="xs"
      className={classes.person}
      aria-label="Person"
      data={(data?.people ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={scope.of === 'person' ? scope.id : null}
      onChange={(id) => id !== null && onScope({ of: 'person', id })}
      allowDeselect={false}
    />
  )
}

function SinceVisit({ visit }: { visit: Visit | null | undefined }) {
  if (!visit) return null
  return (
    <span className={classes.since}>
      <TimeAgo at={visit.at} /> · {changesWords.sinceThen(visit.version.number)}
    </span>
  )
}

/** Chooses whose or which changes are shown. */
export function ScopeBar(props: Props) {
  const { scope, onScope, version } = props
  const { link, me } = useSession()
  const visit = useStore(link.visits.since)
  const kind = kindOf(scope)
  const choose = (wanted: string | null) => {
    if (wanted === 'version') onScope({ of: 'newest' })
    if (wanted === 'visit') onScope({ of: 'visit' })
    if (wanted === 'person') onScope({ of: 'person', id: version?.authors[0]?.id ?? me.id })
    const messageId = version?.messageId
    if (wanted === 'message' && messageId) onScope({ of: 'message', id: messageId })
  }
  const isPossible = (value: Kind) => value !== 'message' || version?.messageId != null
  return (
    <>
      <Select
        size="xs"
        className={classes.kind}
        aria-label="Show"
        data={kinds
          .filter(({ value }) => value === kind || isPossible(value))
          .map(({ value, label }) => ({ value, label }))}
        value={kind}
        onChange={choose}
        allowDeselect={false}
      />
      {kind === 'version' && <Pair {...props} />}
      {kind === 'message' && <Message {...props} />}
      {kind === 'person' && <Person {...props} />}
      {kind === 'visit' && <SinceVisit visit={visit} />}
    </>
  )
}
