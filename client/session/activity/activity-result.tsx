import { Skeleton } from '@mantine/core'
import type { RecordActivity } from '../../../shared/protocol/record-activity.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { activityWords } from '../../words/session.ts'
import { useSession } from '../session-context.tsx'
import { fullTime } from '../time.ts'
import classes from './activity-row.module.css'

export function ActivityResult({ entry }: { entry: RecordActivity }) {
  const { view } = useSession()
  const result = trpc.activity.result.useQuery(
    { sessionId: view.id, id: entry.id },
    // A finished entry doesn't change.
    { staleTime: entry.state === 'running' ? 0 : Infinity },
  )
  if (result.isPending)
    return (
      <div className={classes.result} aria-busy="true">
        <Skeleton height={12} width="60%" />
        <Skeleton height={12} width="40%" mt={8} />
      </div>
    )
  if (result.isError)
    return (
      <div className={classes.result}>
        <ErrorNote
          title={activityWords.resultFailed}
          error={result.error}
          onRetry={() => void result.refetch()}
          retrying={result.isFetching}
        />
      </div>
    )
  const { result: text, files } = result.data
  return (
    <div className={classes.result}>
      <p className={classes.when}>{fullTime(entry.at)}</p>
      {files.length > 0 && (
        <ul className={classes.files}>
          {files.map((file) => (
            <li key={file.path}>
              <code>{file.path}</code> {file.change}
              {file.added > 0 && <span className={classes.plus}> +{file.added}</span>}
              {file.removed > 0 && <span className={classes.minus}> −{file.removed}</span>}
            </li>
          ))}
        </ul>
      )}
      {text ? (
        <pre className={classes.text} tabIndex={0} aria-label={`Result of ${entry.title}`}>
          {text}
        </pre>
      ) : (
        files.length === 0 && (
          <p className={classes.none}>
            {entry.state === 'running' ? activityWords.running : activityWords.noOutput}
          </p>
        )
      )}
    </div>
  )
}
