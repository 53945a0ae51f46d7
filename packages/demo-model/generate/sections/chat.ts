import type { Spec } from '../../parse/spec.ts'
import { literal, type Section, section } from '../code.ts'
import { join, storedFiles } from '../lib-files.ts'
import { samplePerson } from '../samples.ts'

/** Conversations on the left, messages on the right; someone always answers. */
export function chatSection(spec: Spec): Section {
  const people = [0, 1, 2, 3].map((index) => samplePerson(spec.name, index))
  const rooms = ['# general', '# ideas', ...people.slice(2)].map((name, index) => ({
    name,
    messages: [
      {
        from: people[index] ?? '',
        text:
          ['Welcome! Say hello to everyone.', 'What should we try next?'][index] ??
          'Hey, do you have a minute?',
      },
      {
        from: 'me',
        text:
          ['Happy to be here.', 'I have a few thoughts, let me write them down.'][index] ??
          'Sure, what is up?',
      },
    ],
  }))
  const answers = [
    'That sounds good to me.',
    'Tell me more!',
    'I was just thinking the same.',
    'Let me look into it and come back to you.',
    'Ha, exactly.',
  ]
  const data = `export type Message = { from: string; text: string }
export type Room = { name: string; messages: Message[] }

/** What others say when someone writes to them. */
export const answers = ${literal(answers)}

export const rooms: Room[] = ${literal(rooms)}
`
  return section(
    'Chat',
    'chat',
    source,
    join(storedFiles(), new Map([['src/data/rooms.ts', data]])),
  )
}

const source = `import { Send } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Avatar, AvatarFallback } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { answers, type Message, rooms } from '@/data/rooms'
import { useStored } from '@/lib/use-stored'
import { cn } from '@/lib/utils'

export function Chat() {
  const [current, setCurrent] = useState(rooms[0]?.name ?? '')
  const [written, setWritten] = useStored<Record<string, Message[]>>('chat', {})
  const [text, setText] = useState('')
  const [typing, setTyping] = useState('')
  const list = useRef<HTMLOListElement>(null)

  const room = rooms.find((one) => one.name === current) ?? rooms[0]
  const messages = [...(room?.messages ?? []), ...(written[current] ?? [])]
  const other = room?.messages.find((message) => message.from !== 'me')?.from ?? ''

  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [messages.length, typing])

  function say(message: Message) {
    setWritten((all) => ({ ...all, [current]: [...(all[current] ?? []), message] }))
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (text.trim() === '') return
    say({ from: 'me', text: text.trim() })
    setText('')
    setTyping(other)
    setTimeout(() => {
      setTyping('')
      say({ from: other, text: answers[messages.length % answers.length] ?? 'Yes.' })
    }, 900)
  }

  return (
    <section aria-label="Chat" className="py-6">
      <Card className="grid h-[72svh] min-h-96 grid-rows-[auto_1fr] gap-0 overflow-hidden py-0 md:grid-cols-[17rem_1fr] md:grid-rows-1">
        <nav aria-label="Conversations" className="bg-muted/40 flex gap-1 overflow-x-auto border-b p-2 md:flex-col md:border-r md:border-b-0">
          {rooms.map((one) => {
            const last = (written[one.name] ?? one.messages).at(-1)
            return (
              <button
                key={one.name}
                type="button"
                aria-current={one.name === current}
                onClick={() => setCurrent(one.name)}
                className={cn(
                  'hover:bg-accent flex shrink-0 items-center gap-3 rounded-lg p-2 text-left transition-colors',
                  one.name === current && 'bg-accent',
                )}
              >
                <Face name={one.name} />
                <span className="min-w-0 max-md:hidden">
                  <span className="block truncate text-sm font-medium">{one.name}</span>
                  <span className="text-muted-foreground block truncate text-xs">{last?.text}</span>
                </span>
              </button>
            )
          })}
        </nav>
        <div className="grid min-h-0 grid-rows-[auto_1fr_auto]">
          <h2 className="border-b px-4 py-3 font-semibold">{current}</h2>
          <ol ref={list} role="log" aria-label="Messages" className="flex flex-col gap-3 overflow-y-auto p-4">
            {messages.map((message, index) => {
              const mine = message.from === 'me'
              return (
                <li key={index} className={cn('flex max-w-[85%] items-end gap-2', mine && 'self-end')}>
                  {!mine && <Face name={message.from} />}
                  <p
                    className={cn(
                      'rounded-xl px-3.5 py-2 text-sm break-words',
                      mine ? 'bg-primary text-primary-foreground rounded-br-sm' : 'bg-muted rounded-bl-sm',
                    )}
                  >
                    {message.text}
                  </p>
                </li>
              )
            })}
            {typing !== '' && <li className="text-muted-foreground animate-pulse text-sm">{typing} is writing …</li>}
          </ol>
          <form onSubmit={submit} className="flex gap-2 border-t p-3">
            <Input aria-label="Message" placeholder="Write a message" value={text} onChange={(event) => setText(event.target.value)} />
            <Button type="submit" aria-label="Send" size="icon">
              <Send />
            </Button>
          </form>
        </div>
      </Card>
    </section>
  )
}

function Face({ name }: { name: string }) {
  return (
    <Avatar className="size-8">
      <AvatarFallback className="from-primary/30 to-chart-2/40 bg-linear-to-br text-xs font-semibold">
        {name.replace('# ', '').slice(0, 1).toUpperCase()}
      </AvatarFallback>
    </Avatar>
  )
}
`
