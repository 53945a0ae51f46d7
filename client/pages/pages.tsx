import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { sessionCode } from './session-code.ts'

const Landing = lazy(() => import('./landing.tsx'))
const SignIn = lazy(() => import('./sign-in.tsx'))
const SignUp = lazy(() => import('./sign-up.tsx'))
const ForgotPassword = lazy(() => import('./forgot-password.tsx'))
const ResetPassword = lazy(() => import('./reset-password.tsx'))
const ForeignStart = lazy(() => import('./foreign-start.tsx'))
const ForeignReturn = lazy(() => import('./foreign-return.tsx'))
const Workspace = lazy(() => import('./workspace.tsx'))
const Settings = lazy(() => import('./settings.tsx'))
const Session = lazy(sessionCode)
const Invite = lazy(() => import('./invite.tsx'))
const SharedLink = lazy(() => import('./shared-link.tsx'))
const NotFound = lazy(() => import('./not-found.tsx'))

/** A changed key mounts a page again. */
export function Pages() {
  return (
    <Switch>
      <Route path="/" component={Landing} />
      <Route path="/sign-in" component={SignIn} />
      <Route path="/sign-up" component={SignUp} />
      <Route path="/forgot-password" component={ForgotPassword} />
      <Route path="/reset-password/:token">
        {({ token }) => <ResetPassword key={token} token={token} />}
      </Route>
      <Route path="/auth/github">
        <ForeignStart way="github" />
      </Route>
      <Route path="/auth/github/callback">
        <ForeignReturn way="github" />
      </Route>
      <Route path="/auth/oidc">
        <ForeignStart way="oidc" />
      </Route>
      <Route path="/auth/oidc/callback">
        <ForeignReturn way="oidc" />
      </Route>
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
