import { Button, Select } from '@mantine/core'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { trpc } from '../../api.ts'
import { useSession } from '../session-context.tsx'
import type { VersionFilter } from './use-versions.ts'
import pane from '../frame/pane.module.css'
import classes from './versions-pane.module.css'

interface Props {
  filter: VersionFilter
  onFilter: (filter: VersionFilter) => void
}

/** A session may have thousands of files. */
const shownPaths = 50

function without(filter: VersionFilter, name: keyof VersionFilter): VersionFilter {
  const { [name]: _, ...rest } = filter
  return rest
}

function all(label: string) {
  return { value: '', label }
}

export function VersionFilters({ filter, onFilter }: Props) {
  const { view } = useSession()
  const { data } = trpc.versions.filters.useQuery({ sessionId: view.id })
  const { people = [], paths = [] } = data ?? {}
  const set = (name: 'authorId' | 'path', value: string | null) =>
    onFilter(value === null || value === '' ? without(filter, name) : { ...filter, [name]: value })
  const Star = filter.starred ? IconStarFilled : IconStar
  return (
    <div className={pane.bar} role="group" aria-label="Filters">
      <Select
        size="xs"
        className={classes.person}
        aria-label="Person"
        data={[all('Everyone'), ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        value={filter.authorId ?? ''}
        onChange={(value) => set('authorId', value)}
        allowDeselect={false}
      />
      <Select
        size="xs"
        className={classes.file}
        aria-label="File"
        nothingFoundMessage="No such file"
        data={[all('All files'), ...paths.map((path) => ({ value: path, label: path }))]}
        value={filter.path ?? ''}
        onChange={(value) => set('path', value)}
        allowDeselect={false}
        searchable
        limit={shownPaths}
      />
      <Button
        size="xs"
        variant={filter.starred ? 'light' : 'default'}
        leftSection={<Star size={14} stroke={1.7} aria-hidden />}
        aria-pressed={filter.starred ?? false}
        onClick={() =>
          onFilter(filter.starred ? without(filter, 'starred') : { ...filter, starred: true })
        }
      >
        Starred
      </Button>
    </div>
  )
}
