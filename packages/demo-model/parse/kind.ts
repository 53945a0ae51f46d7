export const kinds = [
  'todo',
  'landing',
  'dashboard',
  'pricing',
  'kanban',
  'signin',
  'chat',
  'blog',
  'portfolio',
  'gallery',
  'calculator',
  'timer',
  'quiz',
  'shop',
  'settings',
  'calendar',
  'notes',
  'habits',
  'poll',
  'form',
  'collection',
] as const

export type Kind = (typeof kinds)[number]

/** What names a kind. The match that begins first wins, so `a dashboard for a shop` is a dashboard. */
export const kindWords: readonly (readonly [Kind, RegExp])[] = [
  [
    'todo',
    /\b(?:to-?dos?|to do|tasks?)(?:[ -]?(?:lists?|app|tracker|manager|planner))?\b|\b(?:check|shopping|grocery|packing|chore|errand|bucket)[ -]?lists?\b|\bchores?\b|\berrands?\b|\breminders?\b/i,
  ],
  [
    'landing',
    /\blanding(?:[ -]?(?:page|site))?\b|\bhome ?page\b|\bmarketing (?:page|site)\b|\b(?:promo|product|company|coming[ -]soon|launch|event|business) (?:page|site|website)\b|\b(?:web ?site|site|one-pager) (?:for|of)\b/i,
  ],
  ['dashboard', /\bdashboards?\b|\banalytics\b|\badmin panel\b|\bmetrics\b|\bkpis?\b/i],
  [
    'pricing',
    /\bpricing(?:[ -](?:page|table|section|plans?))?\b|\bprice (?:page|table|plans)\b|\bsubscription plans\b/i,
  ],
  [
    'kanban',
    /\bkanban\b|\btrello\b|\b(?:task|project|sprint|scrum|issue|hiring|sales|workflow) ?(?:board|pipeline)s?\b|\bpipeline\b|\bboard\b/i,
  ],
  [
    'signin',
    /\b(?:sign|log)[ -]?(?:in|up|on)(?:[ -]?(?:form|page|screen))?\b|\blogin\b|\bregist(?:er|ration) (?:form|page|screen)\b|\bauth(?:entication)? (?:form|page|screen)\b/i,
  ],
  [
    'chat',
    /\bchat(?:s|room|bot)?(?:[ -](?:app|ui|interface|room|window))?\b|\bmessag(?:ing|er)\b|\binbox\b/i,
  ],
  ['blog', /\bblogs?\b|\bmagazine\b|\bnews ?(?:site|feed|page)\b|\barticles?\b/i],
  ['portfolio', /\bportfolios?\b|\bpersonal (?:site|website|page)\b|\bresume\b|\bcv\b/i],
  [
    'gallery',
    /\bgaller(?:y|ies)\b|\bphoto (?:album|wall|site)s?\b|\balbum of\b|\bmood ?board\b|\blightbox\b/i,
  ],
  ['calculator', /\bcalculators?\b|\bcalculate\b|\bconverter\b/i],
  ['timer', /\btimers?\b|\bpomodoro\b|\bcount ?down\b|\bstop ?watch\b/i],
  ['quiz', /\bquiz(?:zes)?\b|\btrivia\b|\bflash ?cards?\b/i],
  [
    'shop',
    /\b(?:[a-z]*shop|(?:web|online) ?store|store(?:front)?|e-?commerce|boutique|marketplace)\b|\bsell(?:s|ing)?\b/i,
  ],
  ['settings', /\bsettings\b|\bpreferences\b|\baccount page\b/i],
  ['calendar', /\bcalendars?\b|\bschedul(?:e|er)\b|\bagenda\b|\bweek planner\b/i],
  ['notes', /\bnotes? ?(?:app|taking|pad)?\b|\bnotebook\b|\bnotepad\b/i],
  ['habits', /\bhabits?\b|\bstreaks?\b|\broutine\b/i],
  ['poll', /\bpolls?\b|\bvot(?:e|ing)\b/i],
  [
    'form',
    /\b(?:contact|feedback|booking|registration|rsvp|application|order|survey|reservation|enquiry|inquiry) ?form\b|\bsurvey\b|\brsvp\b|\bquestionnaire\b|\bform\b/i,
  ],
]

/** The kind of app; `collection` when nothing names one. The head of the request counts first. */
export function findKind(head: string, text: string): Kind {
  return (
    earliest(head, true) ?? (isBareHead(head) ? earliest(text, false) : undefined) ?? 'collection'
  )
}

/** Words that also mean other things name a kind only in the head. */
const headOnly: ReadonlySet<Kind> = new Set([
  'notes',
  'form',
  'poll',
  'calendar',
  'signin',
  'settings',
  'landing',
])

function earliest(text: string, head: boolean): Kind | undefined {
  let best: { kind: Kind; at: number } | undefined
  for (const [kind, pattern] of kindWords) {
    if (!head && headOnly.has(kind)) continue
    const at = pattern.exec(text)?.index
    if (at !== undefined && (best === undefined || at < best.at)) best = { kind, at }
  }
  return best?.kind
}

function isBareHead(head: string): boolean {
  return /^\W*(?:\w+\W+){0,6}?(?:apps?|applications?|tool|page|site|website|something|thing|ui|interface|prototype)\W*$/i.test(
    head,
  )
}
