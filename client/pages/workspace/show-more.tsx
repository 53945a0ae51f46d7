import { Button } from '@mantine/core'
import { ErrorNote } from '../../ui/error-note.tsx'
import { sessionListWords } from '../../words/workspace.ts'
import classes from './workspace.module.css'

interface Props {
  query: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: unknown
    fetchNextPage: () => unknown
  }
}

export function ShowMore({ query }: Props) {
  if (!query.hasNextPage) return null
  return (
    <div className={classes.showMore}>
      {query.isFetchNextPageError && (
        <ErrorNote title={sessionListWords.moreFailed} error={query.error} />
      )}
      <Button
        variant="default"
        size="sm"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        Show more
      </Button>
    </div>
  )
}
