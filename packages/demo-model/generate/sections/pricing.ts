import type { Spec } from '../../parse/spec.ts'
import { type Section, section } from '../code.ts'
import { join } from '../lib-files.ts'
import { headingFiles, listFile, topicOf } from './marketing.ts'

const names = ['Free', 'Starter', 'Plus', 'Pro', 'Team', 'Business', 'Scale', 'Enterprise']
const prices = [0, 9, 19, 29, 49, 89, 149, 299]
const goods = [
  'Everything to begin with',
  'Unlimited projects',
  'Friendly support',
  'Shared spaces',
  'Your own domain',
  'Priority answers',
  'Custom colours',
  'A person to call',
]

/** Plans side by side with a monthly and yearly price. */
export function pricingSection(spec: Spec): Section {
  const source = `import { Check } from 'lucide-react'
import { type CSSProperties, useState } from 'react'
import { toast } from 'sonner'
import { SectionHeading } from '@/components/section-heading'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { plans } from '@/data/plans'
import { cn } from '@/lib/utils'

/** Two months are free for those who pay once a year. */
function priceOf(monthly: number, yearly: boolean) {
  return yearly ? Math.round((monthly * 10) / 12) : monthly
}

/** Rows without a plan left over. */
function columnsFor(count: number) {
  return count <= 5 ? count : Math.ceil(count / 2)
}

export function Pricing() {
  const [yearly, setYearly] = useState(false)
  const [chosen, setChosen] = useState('')

  function choose(name: string) {
    setChosen(name)
    toast.success(name + ' is a good choice.')
  }

  return (
    <section aria-label="Pricing" className="py-14">
      <SectionHeading title="Simple, honest pricing" text="Start small and change your plan whenever you like." />
      <div className="mb-10 flex items-center justify-center gap-3">
        <Label htmlFor="yearly">Pay yearly</Label>
        <Switch id="yearly" checked={yearly} onCheckedChange={setYearly} />
        <Badge variant="secondary">two months free</Badge>
      </div>
      <ul
        className="grid items-stretch gap-5 sm:grid-cols-2 lg:grid-cols-[repeat(var(--columns),minmax(0,1fr))]"
        style={{ '--columns': columnsFor(plans.length) } as CSSProperties}
      >
        {plans.map((plan) => (
          <li key={plan.name}>
            <Card
              className={cn(
                'relative h-full gap-5 px-6',
                plan.popular && 'border-primary ring-primary/30 shadow-lg ring-2',
              )}
            >
              <div className="flex min-h-6 items-center justify-between gap-2">
                <h3 className="text-lg font-semibold">{plan.name}</h3>
                {plan.popular && <Badge>Popular</Badge>}
              </div>
              <p className="text-muted-foreground min-h-10 text-sm">{plan.text}</p>
              <p className="flex flex-wrap items-baseline gap-1">
                <span className="text-4xl font-bold tracking-tight tabular-nums">
                  {'$' + priceOf(plan.price, yearly)}
                </span>
                <span className="text-muted-foreground text-sm">a month</span>
              </p>
              <Button
                variant={plan.popular ? 'default' : 'outline'}
                aria-pressed={chosen === plan.name}
                onClick={() => choose(plan.name)}
              >
                {chosen === plan.name ? 'Chosen' : 'Choose ' + plan.name}
              </Button>
              <ul className="grid gap-2.5 text-sm">
                {plan.features.map((feature) => (
                  <li key={feature} className="flex items-start gap-2">
                    <Check aria-hidden className="text-primary mt-0.5 size-4 shrink-0" />
                    {feature}
                  </li>
                ))}
              </ul>
            </Card>
          </li>
        ))}
      </ul>
    </section>
  )
}
`
  return section(
    'Pricing',
    'pricing',
    source,
    join(headingFiles(), listFile('src/data/plans.ts', 'plans', plans(spec))),
  )
}

function plans(
  spec: Spec,
): { name: string; price: number; text: string; popular: boolean; features: string[] }[] {
  const named = spec.columns.length > 0
  const wanted = named
    ? spec.columns.length
    : (spec.counts['plans'] ?? spec.counts['tiers'] ?? spec.counts['packages'] ?? 3)
  const count = Math.min(8, Math.max(1, wanted))
  const spread = count <= 3 ? [0, 3, 4] : names.map((_, index) => index)
  const popular = Math.floor(count / 2)
  return Array.from({ length: count }, (_, index) => {
    const step = spread[index] ?? index
    const [name, price] = parsePlan(spec.columns[index] ?? names[step] ?? `Plan ${index + 1}`)
    return {
      name,
      price:
        price ??
        (index === 0 && !named
          ? 0
          : (prices[named ? index + (/(free|basic)/i.test(name) ? 0 : 1) : step] ??
            99 + index * 100)),
      text:
        index === 0
          ? `To get to know ${topicOf(spec)}.`
          : index === count - 1
            ? 'For those who want it all.'
            : 'For people who come back often.',
      popular: index === popular,
      features: goods.slice(0, Math.min(goods.length, 3 + index)),
    }
  })
}

/** `Pro at $12` to name and price. */
function parsePlan(words: string): [string, number | undefined] {
  const match = /^(.*?)\s*(?:\(|at|for|:)?\s*[$€£](\d+)\)?$/i.exec(words)
  return match === null
    ? [words, /^free$/i.test(words) ? 0 : undefined]
    : [match[1] ?? words, Number(match[2])]
}
