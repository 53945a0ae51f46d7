import type { Spec } from '../../parse/spec.ts'
import { hash, plural, sentence, singular } from '../../parse/words.ts'
import { type Files, literal, type Plain, type Section, section } from '../code.ts'
import { coverFiles, join, storedFiles } from '../lib-files.ts'

/** A file of data that a section shows: one exported list. */
export function listFile(
  path: string,
  name: string,
  items: { [key: string]: Plain | undefined }[],
): Files {
  const clean = items.map((item) =>
    Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)),
  )
  return new Map([[path, `export const ${name} = ${literal(clean as Plain)}\n`]])
}

/** What the sections speak about: the topic, or the name where there is none. */
export function topicOf(spec: Spec): string {
  return spec.topic === '' ? spec.name : spec.topic
}

/** The first thing on a site: headline, text, two buttons and a picture. */
export function heroSection(spec: Spec): Section {
  const topic = topicOf(spec)
  const headlines = [
    `The ${topic} people talk about.`,
    `${sentence(topic)}, made with care.`,
    `Meet the ${topic} you were looking for.`,
  ]
  const hero = {
    eyebrow: `Welcome to ${spec.name}`,
    headline:
      spec.topic === ''
        ? `${spec.name}. Simple, and made with care.`
        : (headlines[hash(spec.name) % 3] ?? topic),
    text: `${spec.name} brings everything you like about ${plural(singular(topic))} together: friendly people, honest work and no fuss.`,
    action: 'Get started',
    second: 'Learn more',
  }
  const source = `import { ArrowRight } from 'lucide-react'
import { Cover } from '@/components/cover'
import { Button } from '@/components/ui/button'
import { hero } from '@/data/hero'
import { app } from '@/config'

function scrollOn(to: number) {
  window.scrollTo({ top: to, behavior: 'smooth' })
}

export function Hero() {
  return (
    <section aria-label="Welcome" className="grid items-center gap-10 py-16 md:grid-cols-2 md:py-24">
      <div className="grid justify-items-start gap-5">
        <span className="bg-primary/10 rounded-full border px-3 py-1 text-sm font-medium">{hero.eyebrow}</span>
        <h1 className="text-4xl font-bold tracking-tight text-balance sm:text-5xl lg:text-6xl">{hero.headline}</h1>
        <p className="text-muted-foreground max-w-lg text-lg text-pretty">{hero.text}</p>
        <div className="flex flex-wrap gap-3">
          <Button size="lg" onClick={() => scrollOn(document.body.scrollHeight)}>
            {hero.action}
            <ArrowRight aria-hidden />
          </Button>
          <Button size="lg" variant="outline" onClick={() => scrollOn(window.innerHeight)}>
            {hero.second}
          </Button>
        </div>
      </div>
      <div className="relative">
        <div aria-hidden className="from-primary/30 to-chart-2/30 absolute -inset-4 rounded-xl bg-linear-to-br blur-2xl" />
        <Cover title={app.name} className="relative aspect-[4/3] rounded-xl border shadow-xl" />
      </div>
    </section>
  )
}
`
  const data = new Map([['src/data/hero.ts', `export const hero = ${literal(hero)}\n`]])
  return section('Hero', 'hero', source, join(coverFiles(), data))
}

const virtues: readonly (readonly [string, string])[] = [
  ['Made to last', 'Built slowly and checked twice, so that it stays good for years.'],
  ['Quick to start', 'A few minutes from the first look to the first result.'],
  ['Kind people', 'Someone who knows the craft answers, usually within the hour.'],
  ['Honest prices', 'What you see is what you pay. No small print, no surprises.'],
  ['Local at heart', 'Close to where you are, with hands that know the neighbourhood.'],
  ['Always fresh', 'Something new every week, and the classics never go away.'],
  ['Easy on the planet', 'Less waste, less noise, less of what nobody needs.'],
  ['Yours to shape', 'Mix and match until it fits the way you do things.'],
]

/** What is good about it, as a grid of short texts with icons. */
export function featuresSection(spec: Spec): Section {
  const count = Math.min(12, Math.max(2, spec.counts['features'] ?? 6))
  const offset = hash(spec.name) % virtues.length
  const items = Array.from({ length: count }, (_, index) => {
    const [title = '', text = ''] = virtues[(offset + index) % virtues.length] ?? []
    return { title, text }
  })
  const source = `import { Heart, Leaf, Shield, Sparkles, Star, Zap } from 'lucide-react'
import { SectionHeading } from '@/components/section-heading'
import { Card } from '@/components/ui/card'
import { features } from '@/data/features'

const icons = [Sparkles, Zap, Heart, Shield, Leaf, Star]

export function Features() {
  return (
    <section aria-label="Features" className="py-14">
      <SectionHeading title="Why people choose us" text="The little things that make the difference." />
      <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {features.map((feature, index) => {
          const Icon = icons[index % icons.length] ?? Sparkles
          return (
            <li key={feature.title}>
              <Card className="h-full gap-3 px-6 transition hover:-translate-y-0.5 hover:shadow-md">
                <span className="bg-primary/10 grid size-11 place-items-center rounded-lg">
                  <Icon aria-hidden className="text-primary size-5" />
                </span>
                <h3 className="font-semibold">{feature.title}</h3>
                <p className="text-muted-foreground text-sm text-pretty">{feature.text}</p>
              </Card>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
`
  return section(
    'Features',
    'features',
    source,
    join(headingFiles(), listFile('src/data/features.ts', 'features', items)),
  )
}

/** How it goes, step by step. */
export function stepsSection(spec: Spec): Section {
  const items = [
    {
      title: 'Say hello',
      text: `Tell us what you have in mind for your ${singular(topicOf(spec))}.`,
    },
    { title: 'See a plan', text: 'We come back with a clear proposal and a date.' },
    { title: 'Enjoy', text: 'Lean back while it takes shape, and stay in the loop.' },
  ]
  const source = `import { SectionHeading } from '@/components/section-heading'
import { steps } from '@/data/steps'

export function Steps() {
  return (
    <section aria-label="How it works" className="py-14">
      <SectionHeading title="How it works" text="Three steps, no detours." />
      <ol className="grid gap-8 md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title} className="relative grid gap-2">
            <span className="bg-primary text-primary-foreground mb-2 grid size-10 place-items-center rounded-full font-semibold">
              {index + 1}
            </span>
            <h3 className="font-semibold">{step.title}</h3>
            <p className="text-muted-foreground text-pretty">{step.text}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
`
  return section(
    'Steps',
    'steps',
    source,
    join(headingFiles(), listFile('src/data/steps.ts', 'steps', items)),
  )
}

/** Large figures side by side. */
export function statsSection(spec: Spec): Section {
  const seed = hash(spec.name)
  const items = [
    { value: `${12 + (seed % 40)}k`, label: 'happy people' },
    { value: `${4 + (seed % 18)}`, label: 'years of practice' },
    { value: `${90 + (seed % 10)}%`, label: 'come back' },
    { value: '4.9', label: 'of 5 stars' },
  ]
  const source = `import { stats } from '@/data/stats'

export function Stats() {
  return (
    <section aria-label="Stats" className="py-10">
      <dl className="from-primary/10 to-chart-2/10 grid grid-cols-2 gap-6 rounded-xl border bg-linear-to-br p-8 text-center md:grid-cols-4">
        {stats.map((stat) => (
          <div key={stat.label} className="flex flex-col-reverse gap-1">
            <dt className="text-muted-foreground text-sm">{stat.label}</dt>
            <dd className="text-3xl font-bold tracking-tight tabular-nums">{stat.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
`
  return section('Stats', 'stats', source, listFile('src/data/stats.ts', 'stats', items))
}

/** What others say. */
export function testimonialsSection(spec: Spec): Section {
  const topic = singular(topicOf(spec))
  const items = [
    {
      name: 'Ines Duarte',
      role: 'Regular',
      quote: `I tried three others first. ${spec.name} is the one that stayed.`,
    },
    {
      name: 'Jonas Lind',
      role: 'New here',
      quote: `I did not know that a ${topic} could feel this easy.`,
    },
    {
      name: 'Sana Haddad',
      role: 'Fan since day one',
      quote: 'Warm, quick and honest. I send all my friends.',
    },
  ]
  const source = `import { Quote } from 'lucide-react'
import { SectionHeading } from '@/components/section-heading'
import { Avatar, AvatarFallback } from '@/components/ui/avatar'
import { Card } from '@/components/ui/card'
import { testimonials } from '@/data/testimonials'

function initials(name: string) {
  return name
    .split(' ')
    .map((part) => part.slice(0, 1))
    .join('')
    .slice(0, 2)
}

export function Testimonials() {
  return (
    <section aria-label="Testimonials" className="py-14">
      <SectionHeading title="What people say" text="In their own words." />
      <ul className="grid gap-5 md:grid-cols-3">
        {testimonials.map((testimonial) => (
          <li key={testimonial.name}>
            <Card className="h-full justify-between px-6">
              <Quote aria-hidden className="text-primary/40 size-8" />
              <blockquote className="flex-1 text-pretty">{testimonial.quote}</blockquote>
              <div className="flex items-center gap-3">
                <Avatar>
                  <AvatarFallback className="bg-primary/10 text-sm font-semibold">{initials(testimonial.name)}</AvatarFallback>
                </Avatar>
                <div className="text-sm">
                  <p className="font-medium">{testimonial.name}</p>
                  <p className="text-muted-foreground">{testimonial.role}</p>
                </div>
              </div>
            </Card>
          </li>
        ))}
      </ul>
    </section>
  )
}
`
  return section(
    'Testimonials',
    'testimonials',
    source,
    join(headingFiles(), listFile('src/data/testimonials.ts', 'testimonials', items)),
  )
}

/** The people behind it. */
export function teamSection(spec: Spec): Section {
  const items = [
    { name: 'Ada Brandt', role: `Founder of ${spec.name}` },
    { name: 'Milo Okafor', role: 'Craft and quality' },
    { name: 'Priya Nair', role: 'Design' },
    { name: 'Leo Marchetti', role: 'Answers every letter' },
  ]
  const source = `import { SectionHeading } from '@/components/section-heading'
import { Cover } from '@/components/cover'
import { team } from '@/data/team'

export function Team() {
  return (
    <section aria-label="Team" className="py-14">
      <SectionHeading title="The people behind it" text="Small team, big care." />
      <ul className="grid grid-cols-2 gap-6 md:grid-cols-4">
        {team.map((member) => (
          <li key={member.name} className="grid gap-3 text-center">
            <Cover title={member.name} className="mx-auto size-28 rounded-full border" />
            <div>
              <h3 className="font-semibold">{member.name}</h3>
              <p className="text-muted-foreground text-sm">{member.role}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
`
  return section(
    'Team',
    'team',
    source,
    join(headingFiles(), coverFiles(), listFile('src/data/team.ts', 'team', items)),
  )
}

/** Questions and answers that fold. */
export function faqSection(spec: Spec): Section {
  const topic = topicOf(spec)
  const count = Math.min(10, Math.max(1, spec.counts['questions'] ?? spec.counts['faqs'] ?? 4))
  const all = [
    {
      question: `What makes ${spec.name} different?`,
      answer: `We do one thing, ${topic}, and we do it with care.`,
    },
    {
      question: 'How do I get started?',
      answer: 'Use the button at the top of this page. It takes a minute.',
    },
    {
      question: 'Can I change my mind later?',
      answer: 'Yes. Nothing is set in stone, and there is no fine for leaving.',
    },
    {
      question: 'How can I reach you?',
      answer: 'Write to hello@example.com. A person answers, usually the same day.',
    },
    {
      question: 'Do you have something for groups?',
      answer: 'We do. Tell us how many you are and we make an offer.',
    },
    { question: 'Where are you?', answer: 'Mostly here, sometimes on the road, always reachable.' },
  ]
  const items = Array.from(
    { length: count },
    (_, index) =>
      all[index] ?? { question: `Question ${index + 1}?`, answer: 'We will gladly tell you more.' },
  )
  const source = `import { SectionHeading } from '@/components/section-heading'
import { Accordion, AccordionContent, AccordionItem, AccordionTrigger } from '@/components/ui/accordion'
import { questions } from '@/data/questions'

export function Faq() {
  return (
    <section aria-label="FAQ" className="mx-auto max-w-3xl py-14">
      <SectionHeading title="Frequently asked questions" text="And if yours is missing, just ask." />
      <Accordion type="single" collapsible>
        {questions.map(({ question, answer }) => (
          <AccordionItem key={question} value={question}>
            <AccordionTrigger className="text-base">{question}</AccordionTrigger>
            <AccordionContent className="text-muted-foreground text-pretty">{answer}</AccordionContent>
          </AccordionItem>
        ))}
      </Accordion>
    </section>
  )
}
`
  return section(
    'Faq',
    'faq',
    source,
    join(headingFiles(), listFile('src/data/questions.ts', 'questions', items)),
  )
}

/** A row of pictures. */
export function picturesSection(spec: Spec): Section {
  const topic = sentence(singular(topicOf(spec)))
  const names = ['Morning', 'Details', 'The place', 'By hand', 'Friends', 'After hours']
  const items = names.map((name) => ({ title: name, text: `${topic} · ${name.toLowerCase()}` }))
  const source = `import { SectionHeading } from '@/components/section-heading'
import { Cover } from '@/components/cover'
import { pictures } from '@/data/pictures'

export function Pictures() {
  return (
    <section aria-label="Gallery" className="py-14">
      <SectionHeading title="A closer look" text="Some moments that we are fond of." />
      <ul className="grid grid-cols-2 gap-4 md:grid-cols-3">
        {pictures.map((picture) => (
          <li key={picture.title}>
            <figure className="grid gap-2">
              <Cover title={picture.text} className="aspect-[4/3] rounded-xl border" />
              <figcaption className="text-muted-foreground text-sm">{picture.title}</figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </section>
  )
}
`
  return section(
    'Pictures',
    'pictures',
    source,
    join(headingFiles(), coverFiles(), listFile('src/data/pictures.ts', 'pictures', items)),
  )
}

/** A heading with a line under it, which all sections of a site share. */
export function headingFiles(): Files {
  return new Map([
    [
      'src/components/section-heading.tsx',
      `/** The heading of a section, with a line that says more. */
export function SectionHeading({ title, text }: { title: string; text: string }) {
  return (
    <div className="mb-8 grid gap-2 text-center">
      <h2 className="text-3xl font-bold tracking-tight text-balance">{title}</h2>
      <p className="text-muted-foreground text-pretty">{text}</p>
    </div>
  )
}
`,
    ],
  ])
}

/** What a plain section uses to remember something. */
export function rememberingFiles(): Files {
  return join(headingFiles(), storedFiles())
}
