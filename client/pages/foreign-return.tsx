import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Link, useSearch } from 'wouter'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page, PageFallback } from '../ui/page.tsx'
import { foreignWords } from '../words/account.ts'
import { type ForeignWay, useWayName } from './account/foreign-way.ts'
import { keptNext } from './account/next-page.ts'
import { useAfterSignIn } from './account/use-after-sign-in.ts'

/** The other site leads here. The page sends its answer on, so that the browser's key goes with it. */
export default function ForeignReturn({ way }: { way: ForeignWay }) {
  const name = useWayName(way)
  const search = useSearch()
  const onSuccess = useAfterSignIn(keptNext)
  const github = trpc.auth.finishGithub.useMutation({ onSuccess })
  const oidc = trpc.auth.finishOidc.useMutation({ onSuccess })
  const isSent = useRef(false)
  const { mutate: finishGithub } = github
  const { mutate: finishOidc } = oidc
  useEffect(() => {
    // a code can be used once
    if (isSent.current) return
    isSent.current = true
    if (way === 'oidc') return finishOidc({ query: `?${search}` })
    const given = new URLSearchParams(search)
    finishGithub({ code: given.get('code') ?? '', state: given.get('state') ?? '' })
  }, [way, search, finishGithub, finishOidc])
  const { isError, error } = way === 'github' ? github : oidc
  return (
    <Page title={foreignWords.finishing(name)} width="text">
      {isError ? (
        <ErrorNote title={foreignWords.failed(name)} error={error}>
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
