import { type Section, section } from '../code.ts'

/** Sign in and sign up in one card, validated; accounts are not checked by anything. */
export function signinSection(): Section {
  const source = `import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { app } from '@/config'

type Errors = { name?: string; email?: string; password?: string }

export function SignIn() {
  const [mode, setMode] = useState('in')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [visible, setVisible] = useState(false)
  const [errors, setErrors] = useState<Errors>({})
  const [welcome, setWelcome] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    const found: Errors = {}
    if (mode === 'up' && name.trim() === '') found.name = 'Please tell us your name.'
    if (!/^[^@ ]+@[^@ ]+[.][^@ ]+$/.test(email)) found.email = 'Please enter a valid e-mail address.'
    if (password.length < 8) found.password = 'The password needs at least 8 characters.'
    setErrors(found)
    if (Object.keys(found).length === 0) setWelcome(name.trim() || email)
  }

  if (welcome !== '') {
    return (
      <section aria-label="Welcome" className="grid min-h-[70svh] place-items-center py-10">
        <div className="grid justify-items-center gap-4 text-center">
          <span aria-hidden className="from-primary to-chart-2 size-16 rounded-full bg-linear-to-br shadow-lg" />
          <h2 className="text-2xl font-bold tracking-tight">Welcome, {welcome}</h2>
          <p className="text-muted-foreground">You are signed in to this demo of {app.name}.</p>
          <Button variant="outline" onClick={() => setWelcome('')}>
            Sign out
          </Button>
        </div>
      </section>
    )
  }

  return (
    <section aria-label="Account" className="relative grid min-h-[75svh] place-items-center py-10">
      <div aria-hidden className="from-primary/25 to-chart-2/20 absolute inset-x-0 top-10 mx-auto size-96 max-w-full rounded-full bg-linear-to-br blur-3xl" />
      <Card className="relative w-full max-w-md shadow-xl">
        <CardHeader className="text-center">
          <CardTitle className="text-2xl">{mode === 'in' ? 'Welcome back' : 'Create your account'}</CardTitle>
          <CardDescription>
            {mode === 'in' ? 'Sign in to go on where you left off.' : 'It takes less than a minute.'}
          </CardDescription>
        </CardHeader>
        <CardContent className="grid gap-5">
          <form onSubmit={submit} noValidate className="grid gap-4">
            {mode === 'up' && (
              <div className="grid gap-2">
                <Label htmlFor="name">Name</Label>
                <Input id="name" autoComplete="name" value={name} aria-invalid={errors.name !== undefined} onChange={(event) => setName(event.target.value)} />
                <Problem text={errors.name} />
              </div>
            )}
            <div className="grid gap-2">
              <Label htmlFor="email">E-mail</Label>
              <Input
                id="email"
                type="email"
                autoComplete="email"
                placeholder="you@example.com"
                value={email}
                aria-invalid={errors.email !== undefined}
                onChange={(event) => setEmail(event.target.value)}
              />
              <Problem text={errors.email} />
            </div>
            <div className="grid gap-2">
              <div className="flex items-center justify-between">
                <Label htmlFor="password">Password</Label>
                <button
                  type="button"
                  className="text-muted-foreground text-sm underline-offset-4 hover:underline"
                  onClick={() => toast('Look into your inbox', { description: 'If we know this address, a link is on its way.' })}
                >
                  Forgot it?
                </button>
              </div>
              <Input
                id="password"
                type={visible ? 'text' : 'password'}
                autoComplete={mode === 'in' ? 'current-password' : 'new-password'}
                value={password}
                aria-invalid={errors.password !== undefined}
                onChange={(event) => setPassword(event.target.value)}
              />
              <Problem text={errors.password} />
            </div>
            <div className="flex items-center gap-2">
              <Checkbox id="visible" checked={visible} onCheckedChange={(checked) => setVisible(checked === true)} />
              <Label htmlFor="visible">Show password</Label>
            </div>
            <Button type="submit" size="lg" className="w-full">
              {mode === 'in' ? 'Sign in' : 'Create account'}
            </Button>
          </form>
          <p className="text-muted-foreground text-center text-sm">
            {mode === 'in' ? 'No account yet?' : 'Already have one?'}{' '}
            <button
              type="button"
              className="text-foreground font-medium underline underline-offset-4"
              onClick={() => {
                setErrors({})
                setMode(mode === 'in' ? 'up' : 'in')
              }}
            >
              {mode === 'in' ? 'Create one' : 'Sign in instead'}
            </button>
          </p>
        </CardContent>
      </Card>
    </section>
  )
}

function Problem({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p role="alert" className="text-destructive text-sm">
      {text}
    </p>
  )
}
`
  return section('SignIn', 'sign-in', source)
}
