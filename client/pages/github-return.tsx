import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { queryClient, trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page, PageFallback } from '../ui/page.tsx'
import { githubWords } from '../words/account.ts'

/** GitHub leads here. The page sends its answer on, so that the browser's key goes with it. */
export default function GithubReturn() {
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const utils = trpc.useUtils()
  const code = search.get('code') ?? ''
  const state = search.get('state') ?? ''
  const { mutate, isError, error } = trpc.auth.finishGithub.useMutation({
    onSuccess(me) {
      queryClient.clear()
      utils.auth.me.setData(undefined, me)
      go('/', { replace: true })
    },
  })
  const isSent = useRef(false)
  useEffect(() => {
    // a code can be used once
    if (!isSent.current) mutate({ code, state })
    isSent.current = true
  }, [mutate, code, state])
  return (
    <Page title={githubWords.finishing} width="text">
      {isError ? (
        <ErrorNote title={githubWords.failed} error={error}>
          <Button size="xs" variant="default" component={Link} href="/sign-in">
            Sign in
          </Button>
        </ErrorNote>
      ) : (
        <PageFallback />
      )}
    </Page>
  )
}
