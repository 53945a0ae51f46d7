import type { SectionName, Spec } from '../parse/spec.ts'
import { sentence } from '../parse/words.ts'
import type { Files, Section } from './code.ts'
import { formSection, pollSection } from './sections/asking.ts'
import { blogSection } from './sections/blog.ts'
import { chatSection } from './sections/chat.ts'
import { collectionSection } from './sections/collection.ts'
import { aboutSection, contactSection, ctaSection, newsletterSection } from './sections/contact.ts'
import { chartsSection, figuresSection, recentSection } from './sections/dashboard.ts'
import { gallerySection } from './sections/gallery.ts'
import { kanbanSection } from './sections/kanban.ts'
import {
  faqSection,
  featuresSection,
  heroSection,
  picturesSection,
  statsSection,
  stepsSection,
  teamSection,
  testimonialsSection,
} from './sections/marketing.ts'
import { calendarSection, habitsSection, notesSection } from './sections/planning.ts'
import { introSection, skillsSection, workSection } from './sections/portfolio.ts'
import { pricingSection } from './sections/pricing.ts'
import { quizSection } from './sections/quiz.ts'
import { settingsSection } from './sections/settings.ts'
import { shopSection } from './sections/shop.ts'
import { signinSection } from './sections/signin.ts'
import { todoSection } from './sections/todo.ts'
import { calculatorSection, timerSection } from './sections/tools.ts'
import { blankSection } from './sections/blank.ts'
import { type Frame, type Page, pagePath, shellFiles } from './shell.ts'

/** What a kind is made of. */
interface Recipe {
  frame: Frame
  /** CSS length of the page's content. */
  width: string
  tagline: string
  sections: Section[]
}

/** All files of the app that a spec describes. */
export function generateApp(spec: Spec): Files {
  const recipe = recipeFor(spec)
  const sections = withAsked(spec, recipe.sections)
  const pages: Page[] = [
    { label: 'Home', path: '/', sections },
    ...spec.pages.map((label) => ({
      label,
      path: pagePath(label),
      sections: pageSections(spec, label),
    })),
  ]
  return shellFiles(spec, recipe.frame, recipe.tagline, recipe.width, pages)
}

const makers: Record<SectionName, (spec: Spec) => Section> = {
  hero: heroSection,
  features: featuresSection,
  steps: stepsSection,
  pricing: pricingSection,
  testimonials: testimonialsSection,
  faq: faqSection,
  stats: statsSection,
  gallery: picturesSection,
  team: teamSection,
  newsletter: () => newsletterSection(),
  contact: () => contactSection(),
  cta: ctaSection,
  about: aboutSection,
}

/** A ready-made section by its name. */
export function makeSection(name: SectionName, spec: Spec): Section {
  return makers[name](spec)
}

/** A small app as one section of another; undefined for kinds that fill a page by themselves. */
export function makeKindSection(spec: Spec): Section | undefined {
  switch (spec.kind) {
    case 'todo':
      return todoSection(spec)
    case 'kanban':
      return kanbanSection(spec)
    case 'calculator':
      return calculatorSection(spec)
    case 'timer':
      return timerSection(spec)
    case 'quiz':
      return quizSection(spec)
    case 'calendar':
      return calendarSection(spec)
    case 'chat':
      return chatSection(spec)
    case 'poll':
      return pollSection(spec)
    case 'notes':
      return notesSection(spec)
    case 'habits':
      return habitsSection(spec)
    case 'form':
      return formSection(spec)
    case 'dashboard':
      return chartsSection(spec)
    case 'signin':
    case 'settings':
    case 'shop':
    case 'blog':
    case 'gallery':
    case 'portfolio':
    case 'landing':
    case 'pricing':
    case 'collection':
      return undefined
  }
}

/** What a page of that name shows: the sections that its name asks for, or a place to begin. */
export function pageSections(spec: Spec, label: string): Section[] {
  const word = label.toLowerCase()
  const names: readonly (readonly [RegExp, SectionName[]])[] = [
    [/about|story|who/, ['about', 'team']],
    [/contact|touch|reach/, ['contact']],
    [/pricing|plans|prices/, ['pricing']],
    [/faq|questions|help|support/, ['faq']],
    [/team|people|staff/, ['team']],
    [/gallery|photos|pictures/, ['gallery']],
    [/testimonials|reviews/, ['testimonials']],
    [/features|services/, ['features']],
    [/newsletter|subscribe/, ['newsletter']],
  ]
  const found = names.find(([pattern]) => pattern.test(word))?.[1]
  return found === undefined
    ? [blankSection(label, spec)]
    : found.map((name) => makeSection(name, spec))
}

/** Adds ready-made sections that the person asked for; a closing call stays last. */
function withAsked(spec: Spec, own: Section[]): Section[] {
  const sites = new Set(['landing', 'pricing', 'portfolio', 'blog', 'shop'])
  if (!sites.has(spec.kind)) return own
  const more = spec.sections
    .filter(
      (name) =>
        !(spec.pages.length > 0 && spec.pages.some((page) => page.toLowerCase().includes(name))),
    )
    .map((name) => makeSection(name, spec))
    .filter((section) => !own.some((other) => other.component === section.component))
    .filter((section) => section.component !== 'Hero')
    .filter((section) => !(spec.kind === 'shop' && section.component === 'Pricing'))
  const closing = own.findIndex((section) => section.component === 'CallToAction')
  return closing < 0
    ? [...own, ...more]
    : [...own.slice(0, closing), ...more, ...own.slice(closing)]
}

function recipeFor(spec: Spec): Recipe {
  const { one, many } = spec.entity
  const about = spec.topic === '' ? '' : ` about ${spec.topic}`
  const app = (width: string, tagline: string, ...sections: Section[]): Recipe => ({
    frame: 'app',
    width,
    tagline,
    sections,
  })
  const site = (width: string, tagline: string, ...sections: Section[]): Recipe => ({
    frame: 'site',
    width,
    tagline,
    sections,
  })
  switch (spec.kind) {
    case 'todo':
      return app('48rem', `Every ${one} in one place, done one at a time.`, todoSection(spec))
    case 'landing':
      return site(
        '72rem',
        spec.topic === '' ? 'Made with care.' : sentence(spec.topic),
        heroSection(spec),
        featuresSection(spec),
        stepsSection(spec),
        testimonialsSection(spec),
        ctaSection(spec),
      )
    case 'dashboard':
      return app(
        '84rem',
        spec.topic === '' ? 'How things are going.' : `${sentence(spec.topic)} at a glance.`,
        figuresSection(spec),
        chartsSection(spec),
        recentSection(spec),
      )
    case 'pricing':
      return site('76rem', 'Plans for everyone.', pricingSection(spec), faqSection(spec))
    case 'kanban':
      return app('90rem', `Move ${many} from left to right.`, kanbanSection(spec))
    case 'signin':
      return site('64rem', 'Good to see you.', signinSection())
    case 'chat':
      return app(
        '72rem',
        spec.topic === '' ? 'A place to talk.' : `${sentence(spec.topic)} talk, in one place.`,
        chatSection(spec),
      )
    case 'blog':
      return app('72rem', `Thoughts and stories${about}.`, blogSection(spec))
    case 'portfolio':
      return site(
        '68rem',
        spec.topic === '' ? 'Selected work.' : sentence(spec.topic),
        introSection(spec),
        workSection(spec),
        skillsSection(spec),
        contactSection(),
      )
    case 'gallery':
      return app('80rem', `A collection of ${many}.`, gallerySection(spec))
    case 'calculator':
      return app('52rem', 'Numbers, quick and tidy.', calculatorSection(spec))
    case 'timer':
      return app('48rem', 'One thing at a time.', timerSection(spec))
    case 'quiz':
      return app('52rem', `How much do you know${about}?`, quizSection(spec))
    case 'shop':
      return app('78rem', `Lovely ${many}, sent with care.`, shopSection(spec))
    case 'settings':
      return app('52rem', 'Make it yours.', settingsSection(spec))
    case 'calendar':
      return app(
        '72rem',
        spec.topic === '' ? 'What happens when.' : `Every date for ${spec.topic}.`,
        calendarSection(spec),
      )
    case 'notes':
      return app('72rem', `Thoughts worth keeping${about}.`, notesSection(spec))
    case 'habits':
      return app('52rem', 'Small steps, every day.', habitsSection(spec))
    case 'poll':
      return app('52rem', 'Every vote counts.', pollSection(spec))
    case 'form':
      return app('52rem', 'It takes a minute.', formSection(spec))
    case 'collection':
      return app('78rem', `All ${many}, easy to find again.`, collectionSection(spec))
  }
}
