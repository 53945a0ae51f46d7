import { lazy } from 'react'
import { Route, Switch } from 'wouter'

/** How each page's code is fetched; called early where a page is likely to be next. */
export const pageCode = {
  landing: () => import('./landing.tsx'),
  signIn: () => import('./sign-in.tsx'),
  signUp: () => import('./sign-up.tsx'),
  workspace: () => import('./workspace.tsx'),
  settings: () => import('./settings.tsx'),
  session: () => import('./session.tsx'),
  invite: () => import('./invite.tsx'),
  sharedLink: () => import('./shared-link.tsx'),
  notFound: () => import('./not-found.tsx'),
}

const Landing = lazy(pageCode.landing)
const SignIn = lazy(pageCode.signIn)
const SignUp = lazy(pageCode.signUp)
const Workspace = lazy(pageCode.workspace)
const Settings = lazy(pageCode.settings)
const Session = lazy(pageCode.session)
const Invite = lazy(pageCode.invite)
const SharedLink = lazy(pageCode.sharedLink)
const NotFound = lazy(pageCode.notFound)

/** Which page stands at which address. Session and workspace start anew when their address changes. */
export function Pages() {
  return (
    <Switch>
      <Route path="/" component={Landing} />
      <Route path="/sign-in" component={SignIn} />
      <Route path="/sign-up" component={SignUp} />
      <Route path="/settings" component={Settings} />
      <Route path="/w/:slug/:part?">
        {({ slug, part }) => <Workspace key={slug} slug={slug} part={part} />}
      </Route>
      <Route path="/s/:id">{({ id }) => <Session key={id} id={id} />}</Route>
      <Route path="/invite/:token">{({ token }) => <Invite key={token} token={token} />}</Route>
      <Route path="/shared/:token">{({ token }) => <SharedLink key={token} token={token} />}</Route>
      <Route component={NotFound} />
    </Switch>
  )
}
