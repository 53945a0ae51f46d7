import type { Spec } from '../../parse/spec.ts'
import { sentence, singular } from '../../parse/words.ts'
import { join, storedFiles } from '../lib-files.ts'
import { type Section, section } from '../code.ts'
import { listFile, topicOf } from './marketing.ts'

interface Question {
  question: string
  answers: string[]
  right: number
}

const general: Question[] = [
  {
    question: 'Which planet is closest to the sun?',
    answers: ['Mercury', 'Venus', 'Mars', 'Earth'],
    right: 0,
  },
  {
    question: 'How many sides does a hexagon have?',
    answers: ['Five', 'Six', 'Seven', 'Eight'],
    right: 1,
  },
  {
    question: 'What is the largest ocean?',
    answers: ['Atlantic', 'Indian', 'Pacific', 'Arctic'],
    right: 2,
  },
  {
    question: 'Which gas do plants take in?',
    answers: ['Oxygen', 'Helium', 'Nitrogen', 'Carbon dioxide'],
    right: 3,
  },
  {
    question: 'How many strings has a violin?',
    answers: ['Four', 'Five', 'Six', 'Seven'],
    right: 0,
  },
  {
    question: 'Which country is Kyoto in?',
    answers: ['China', 'Japan', 'Korea', 'Vietnam'],
    right: 1,
  },
  { question: 'What do bees make?', answers: ['Silk', 'Milk', 'Honey', 'Resin'], right: 2 },
  {
    question: 'How many minutes are in a day?',
    answers: ['960', '1,200', '1,380', '1,440'],
    right: 3,
  },
]

/** Questions one at a time with an instant answer, a score and the best result so far. */
export function quizSection(spec: Spec): Section {
  const count = Math.min(20, Math.max(1, spec.counts['questions'] ?? 5))
  const questions = Array.from({ length: count }, (_, index) => questionAt(spec, index))
  return section(
    'Quiz',
    'quiz',
    source,
    join(
      storedFiles(),
      listFile(
        'src/data/quiz.ts',
        'questions',
        questions.map((one) => ({ ...one })),
      ),
    ),
  )
}

/** About a topic that nothing is known of, questions on how one learns about it; else general ones. */
function questionAt(spec: Spec, index: number): Question {
  if (spec.topic === '' || /general|knowledge|trivia|anything/i.test(spec.topic)) {
    const known = general[index % general.length]
    if (known !== undefined)
      return index < general.length ? known : { ...known, question: `Once more: ${known.question}` }
  }
  const topic = topicOf(spec)
  const one = singular(topic)
  const templates: Question[] = [
    {
      question: `What is the best first step to learn about ${topic}?`,
      answers: ['Guess', 'Look closely and ask', 'Wait', 'Look away'],
      right: 1,
    },
    {
      question: `Which of these helps most when you study ${topic}?`,
      answers: ['Taking notes', 'Loud music', 'Hurry', 'Luck'],
      right: 0,
    },
    {
      question: `You read a surprising claim about ${topic}. What do you do?`,
      answers: ['Share it at once', 'Believe it', 'Check a second source', 'Forget it'],
      right: 2,
    },
    {
      question: `Who can tell you most about a ${one}?`,
      answers: ['Nobody', 'A stranger', 'A parrot', 'Someone who works with it'],
      right: 3,
    },
    {
      question: `How do you remember what you learned about ${topic}?`,
      answers: ['Tell a friend about it', 'Read it once', 'Sleep less', 'Skip the hard parts'],
      right: 0,
    },
  ]
  const found = templates[index % templates.length] ?? templates[0]
  if (found === undefined) throw new Error('there is always a template')
  return index < templates.length
    ? found
    : {
        ...found,
        question: `${sentence(one)}, part ${Math.floor(index / templates.length) + 1}: ${found.question}`,
      }
}

const source = `import { ArrowRight, Check, RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { questions } from '@/data/quiz'
import { useStored } from '@/lib/use-stored'
import { cn } from '@/lib/utils'

export function Quiz() {
  const [at, setAt] = useState(0)
  const [picked, setPicked] = useState<number | null>(null)
  const [score, setScore] = useState(0)
  const [best, setBest] = useStored('best-score', 0)
  const question = questions[at]

  function pick(answer: number) {
    if (picked !== null || question === undefined) return
    setPicked(answer)
    if (answer === question.right) setScore(score + 1)
  }

  function next() {
    setPicked(null)
    setAt(at + 1)
    if (at + 1 === questions.length && score > best) setBest(score)
  }

  function restart() {
    setAt(0)
    setScore(0)
    setPicked(null)
  }

  if (question === undefined) {
    return (
      <section aria-label="Result" className="py-10">
        <Card className="mx-auto max-w-xl items-center gap-5 px-6 py-12 text-center shadow-xl">
          <p className="from-primary to-chart-2 text-primary-foreground grid size-28 place-items-center rounded-full bg-linear-to-br text-3xl font-bold tabular-nums">
            {score}/{questions.length}
          </p>
          <h2 className="text-2xl font-bold tracking-tight">
            {score === questions.length ? 'Perfect!' : score * 2 >= questions.length ? 'Well done!' : 'A good start!'}
          </h2>
          <p className="text-muted-foreground">Your best so far: {Math.max(best, score)}</p>
          <Button size="lg" onClick={restart}>
            <RotateCcw aria-hidden />
            Play again
          </Button>
        </Card>
      </section>
    )
  }

  return (
    <section aria-label="Quiz" className="py-8">
      <Card className="mx-auto max-w-2xl gap-6 px-6 py-8 shadow-xl sm:px-8">
        <div className="grid gap-3">
          <div className="flex items-center justify-between">
            <Badge variant="secondary">
              Question {at + 1} of {questions.length}
            </Badge>
            <p className="text-muted-foreground text-sm tabular-nums">Score {score}</p>
          </div>
          <Progress aria-label="Progress" value={(at / questions.length) * 100} />
        </div>
        <h2 className="text-2xl font-bold tracking-tight text-balance">{question.question}</h2>
        <ul className="grid gap-3">
          {question.answers.map((answer, index) => {
            const right = picked !== null && index === question.right
            const wrong = picked === index && index !== question.right
            return (
              <li key={answer}>
                <button
                  type="button"
                  disabled={picked !== null}
                  onClick={() => pick(index)}
                  className={cn(
                    'flex w-full items-center gap-3 rounded-lg border p-4 text-left font-medium transition enabled:hover:border-primary enabled:hover:bg-primary/5',
                    right && 'border-emerald-600 bg-emerald-500/10',
                    wrong && 'border-destructive bg-destructive/10',
                  )}
                >
                  <span className="bg-muted grid size-7 shrink-0 place-items-center rounded-full text-sm">
                    {right ? <Check aria-label="Right" className="size-4" /> : wrong ? <X aria-label="Wrong" className="size-4" /> : 'ABCDEFGH'[index]}
                  </span>
                  {answer}
                </button>
              </li>
            )
          })}
        </ul>
        <div className="flex min-h-11 items-center justify-between gap-4">
          <p role="status" className="text-sm">
            {picked === null ? '' : picked === question.right ? 'That is right!' : 'Not quite: ' + question.answers[question.right] + '.'}
          </p>
          {picked !== null && (
            <Button size="lg" onClick={next}>
              {at + 1 === questions.length ? 'See the result' : 'Next question'}
              <ArrowRight aria-hidden />
            </Button>
          )}
        </div>
      </Card>
    </section>
  )
}
`
