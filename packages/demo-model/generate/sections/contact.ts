import type { Spec } from '../../parse/spec.ts'
import { literal, type Section, section } from '../code.ts'
import { coverFiles, join } from '../lib-files.ts'
import { rememberingFiles, topicOf } from './marketing.ts'

/** One address field that remembers who signed up. */
export function newsletterSection(): Section {
  const source = `import { Mail } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { app } from '@/config'
import { useStored } from '@/lib/use-stored'

export function Newsletter() {
  const [joined, setJoined] = useStored('newsletter', '')
  const [email, setEmail] = useState('')
  const [error, setError] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!/^[^@ ]+@[^@ ]+[.][^@ ]+$/.test(email)) {
      setError('Please enter an e-mail address.')
      return
    }
    setError('')
    setJoined(email)
  }

  return (
    <section aria-label="Newsletter" className="py-14">
      <div className="from-primary/15 to-chart-2/15 grid gap-4 rounded-xl border bg-linear-to-br p-8 text-center sm:p-12">
        <Mail aria-hidden className="text-primary mx-auto size-8" />
        <h2 className="text-2xl font-bold tracking-tight">Letters worth opening</h2>
        <p className="text-muted-foreground">News from {app.name}, once a month. Unsubscribe any time.</p>
        {joined !== '' ? (
          <p role="status" className="font-medium">
            Thank you! We will write to {joined}.
          </p>
        ) : (
          <form onSubmit={submit} noValidate className="mx-auto grid w-full max-w-md gap-2">
            <div className="flex gap-2">
              <Input
                type="email"
                aria-label="E-mail"
                aria-invalid={error !== ''}
                placeholder="you@example.com"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                className="bg-background"
              />
              <Button type="submit">Subscribe</Button>
            </div>
            {error !== '' && (
              <p role="alert" className="text-destructive text-left text-sm">
                {error}
              </p>
            )}
          </form>
        )}
      </div>
    </section>
  )
}
`
  return section('Newsletter', 'newsletter', source, rememberingFiles())
}

/** A form to write a message, validated, with a word of thanks. */
export function contactSection(): Section {
  const source = `import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { SectionHeading } from '@/components/section-heading'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Textarea } from '@/components/ui/textarea'
import { app } from '@/config'
import { useStored } from '@/lib/use-stored'

type Message = { name: string; email: string; message: string }

const empty: Message = { name: '', email: '', message: '' }

function findErrors(values: Message): Partial<Message> {
  const errors: Partial<Message> = {}
  if (values.name.trim() === '') errors.name = 'Please tell us your name.'
  if (!/^[^@ ]+@[^@ ]+[.][^@ ]+$/.test(values.email)) errors.email = 'Please enter an e-mail address.'
  if (values.message.trim().length < 5) errors.message = 'Please write a few words.'
  return errors
}

export function Contact() {
  const [values, setValues] = useState(empty)
  const [errors, setErrors] = useState<Partial<Message>>({})
  const [, setSent] = useStored<Message[]>('messages', [])

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = findErrors(values)
    setErrors(found)
    if (Object.keys(found).length > 0) return
    setSent((sent) => [...sent, values])
    setValues(empty)
    toast.success('Thank you! Your message is saved.')
  }

  function input(key: keyof Message) {
    return {
      id: 'contact-' + key,
      value: values[key],
      'aria-invalid': errors[key] !== undefined,
      onChange: (event: { target: { value: string } }) => setValues({ ...values, [key]: event.target.value }),
    }
  }

  return (
    <section aria-label="Contact" className="mx-auto max-w-2xl py-14">
      <SectionHeading title="Get in touch" text={'Write to ' + app.name + '; we read everything.'} />
      <Card className="px-6">
        <form onSubmit={submit} noValidate className="grid gap-5">
          <div className="grid gap-5 sm:grid-cols-2">
            <div className="grid content-start gap-2">
              <Label htmlFor="contact-name">Name</Label>
              <Input {...input('name')} autoComplete="name" />
              <Problem text={errors.name} />
            </div>
            <div className="grid content-start gap-2">
              <Label htmlFor="contact-email">E-mail</Label>
              <Input {...input('email')} type="email" autoComplete="email" />
              <Problem text={errors.email} />
            </div>
          </div>
          <div className="grid gap-2">
            <Label htmlFor="contact-message">Message</Label>
            <Textarea {...input('message')} rows={5} />
            <Problem text={errors.message} />
          </div>
          <Button type="submit" className="justify-self-start">
            Send message
          </Button>
        </form>
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
  return section('Contact', 'contact', source, rememberingFiles())
}

/** The last word of a page: one sentence, one button. */
export function ctaSection(spec: Spec): Section {
  const cta = {
    headline: `Ready for ${spec.name}?`,
    text: 'Start today, it takes a minute.',
    action: 'Start now',
  }
  const source = `import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { cta } from '@/data/cta'

export function CallToAction() {
  return (
    <section aria-label="Call to action" className="py-14">
      <div className="from-primary to-primary/80 text-primary-foreground grid justify-items-center gap-4 rounded-xl bg-linear-to-br px-6 py-14 text-center shadow-lg">
        <h2 className="text-3xl font-bold tracking-tight text-balance">{cta.headline}</h2>
        <p className="text-pretty opacity-90">{cta.text}</p>
        <Button size="lg" variant="secondary" onClick={() => toast.success('Lovely to have you!')}>
          {cta.action}
        </Button>
      </div>
    </section>
  )
}
`
  return section(
    'CallToAction',
    'call-to-action',
    source,
    new Map([['src/data/cta.ts', `export const cta = ${literal(cta)}\n`]]),
  )
}

/** Who this is, in two paragraphs. */
export function aboutSection(spec: Spec): Section {
  const about = {
    title: `About ${spec.name}`,
    paragraphs: [
      `${spec.name} began at a kitchen table with one idea: ${topicOf(spec)} should be simple and a pleasure.`,
      'We are still small, we still care about the details, and we still answer every letter ourselves.',
    ],
  }
  const source = `import { Cover } from '@/components/cover'
import { about } from '@/data/about'

export function About() {
  return (
    <section aria-label="About" className="grid items-center gap-10 py-14 md:grid-cols-[1fr_1.2fr]">
      <Cover title={about.title} className="aspect-[4/3] rounded-xl border" />
      <div className="grid gap-4">
        <h2 className="text-3xl font-bold tracking-tight text-balance">{about.title}</h2>
        {about.paragraphs.map((paragraph) => (
          <p key={paragraph} className="text-muted-foreground text-pretty">
            {paragraph}
          </p>
        ))}
      </div>
    </section>
  )
}
`
  return section(
    'About',
    'about',
    source,
    join(
      coverFiles(),
      new Map([['src/data/about.ts', `export const about = ${literal(about)}\n`]]),
    ),
  )
}
