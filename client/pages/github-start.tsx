import { useEffect } from 'react'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page, PageFallback } from '../ui/page.tsx'
import { githubWords } from '../words/account.ts'

/** Leads on to GitHub. The server signs the way back for this browser alone. */
export default function GithubStart() {
  const { mutate, isError, error, isPending } = trpc.auth.startGithub.useMutation({
    onSuccess: ({ url }) => location.replace(url),
  })
  useEffect(() => mutate(), [mutate])
  return (
    <Page title={githubWords.leaving} width="text">
      {isError ? (
        <ErrorNote
          title={githubWords.failed}
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
