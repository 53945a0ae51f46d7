import { useEffect } from 'react'
import { useSearchParams } from 'wouter'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page, PageFallback } from '../ui/page.tsx'
import { foreignWords } from '../words/account.ts'
import { type ForeignWay, useWayName } from './account/foreign-way.ts'
import { keepNext, safeNext } from './account/next-page.ts'

/** Leads on to the other site. The server signs the way back for this browser alone. */
export default function ForeignStart({ way }: { way: ForeignWay }) {
  const name = useWayName(way)
  const [search] = useSearchParams()
  const next = safeNext(search.get('next'))
  const onSuccess = ({ url }: { url: string }) => location.replace(url)
  const github = trpc.auth.startGithub.useMutation({ onSuccess })
  const oidc = trpc.auth.startOidc.useMutation({ onSuccess })
  const { mutate, isError, error, isPending } = way === 'github' ? github : oidc
  useEffect(() => {
    keepNext(next)
    mutate()
  }, [mutate, next])
  return (
    <Page title={foreignWords.leaving(name)} width="text">
      {isError ? (
        <ErrorNote
          title={foreignWords.failed(name)}
          error={error}
          onRetry={() => mutate()}
          retrying={isPending}
        />
      ) : (
        <PageFallback />
      )}
    </Page>
  )
}
