/**
 * People who keep talking to rehearsed agents on a platform, whatever happens to the service: they say things, attach
 * files and press buttons. Owns the load and what must hold once everything is answered; where things are said and how
 * they look there is the platform's `Screen`, what goes wrong meanwhile is the test's.
 */
import { Deferred, Effect, type Scope } from "effect"

export interface LongAnswers {
  /** Words of an answer in two messages, */
  readonly long: number
  /** and of one that is a message and a file. */
  readonly file: number
}

/** Every kind says `end-<id>.` once, so that its answer can be told from all others. */
const kinds = {
  short: (id: string) => `!say end-${id}.`,
  stream: (id: string) => `!stream 30 words every 20ms\n!say end-${id}.`,
  growing: (id: string) => `!stream 120 words by 2 every 25ms\n!say end-${id}.`,
  slow: (id: string) => `!stream 60 words by 2 every 150ms\n!say end-${id}.`,
  tools: (id: string) => `!say Looking.\n!tool Bash "make" 60ms\n!tool-fail Edit "a.ts" 20ms\n!say end-${id}.`,
  ask: (id: string) => `!ask Bash "make ${id}"\n!say end-${id}.`,
  markdown: (id: string) => `!markdown\n!say end-${id}.`,
  long: (id: string, { long }: LongAnswers) =>
    `!say part-${id}.\n!stream ${long} words by ${Math.ceil(long / 30)} every 10ms\n!say end-${id}.`,
  file: (id: string, { file }: LongAnswers) =>
    `!say end-${id}.\n!stream ${file} words by ${Math.ceil(file / 32)} every 10ms`
}
export type Kind = keyof typeof kinds

export interface Button {
  readonly label: string
  /** Names it among all. */
  readonly key: string
  readonly press: () => Pressed
}

export interface Pressed {
  /** It was taken, or the person has read that it was not. */
  readonly isOver: () => boolean
}

/** A message of the service's for all to see, as it stands now. */
export interface Shown {
  /** The conversation. */
  readonly place: string
  readonly by: string
  readonly text: string
  /** Later is larger. */
  readonly at: bigint
  /** What is in them. */
  readonly files: ReadonlyArray<string>
  /** They stand there until something is done. */
  readonly buttons: ReadonlyArray<string>
  /** It says in another way than in words that it is not finished. */
  readonly open: boolean
}

/** What a person has said. */
export interface Spoken {
  /** The conversation in which it is answered. */
  readonly answeredIn: string
  /** How whoever answers is called there. */
  readonly by: (agent: string) => string
  /** What stands on it as a sign, */
  readonly sign: () => string
  /** and what has to in the end. */
  readonly done: string
  /** All that answers it can be seen, where `end` stands in what does. */
  readonly isAnswered: (end: string) => boolean
}

export interface Lane {
  /** Who answers when nobody is named. */
  readonly agent: string
  readonly say: (
    text: string,
    attachments: ReadonlyArray<{ readonly name: string; readonly content: string }>
  ) => Spoken
}

/** A platform as people see and use it. */
export interface Screen {
  readonly lanes: ReadonlyArray<Lane>
  readonly written: () => ReadonlyArray<Shown>
  /** That can be pressed now, in all messages. */
  readonly buttons: () => ReadonlyArray<Button>
  /** Who presses is heard. */
  readonly listens: () => boolean
  /** What is there and should not be, and no message shows. */
  readonly strays: () => ReadonlyArray<string>
  readonly onChange: (look: () => void) => () => void
  readonly transcript: () => string
}

export interface LoadOptions {
  readonly random: () => number
  readonly agents: ReadonlyArray<string>
  readonly kinds: ReadonlyArray<Kind>
  readonly lengths: LongAnswers
  /** How many messages of each lane wait for their answers. */
  readonly atOnce: number
}

interface Said {
  readonly id: string
  readonly kind: Kind
  readonly agent: string
  readonly lane: Lane
  readonly spoken: Spoken
}

interface Waiter {
  readonly holds: () => boolean
  readonly done: Deferred.Deferred<void>
}

/** Buttons that people press as soon as they see them. */
const pressable = ["Allow once", "Continue"]
/** Somebody whose press came to nothing tries again, each time after twice as long. */
const againMillis = 150
const deadline = "90 seconds"

const unfinished = /^\W*(?:working|still working|waiting for you|reconnecting|queued)\b/m
/** What an answer, a part of one or an answered ask shows of the message that it is for. */
const named = /(?:end-|part-|make )m\d+/

export const pickFrom =
  (random: () => number) =>
  <A>(from: ReadonlyArray<A>): A => {
    const found = from[Math.floor(random() * from.length)]
    if (found === undefined) throw new Error("there is nothing to choose from")
    return found
  }

export const makeTownLoad = (screen: Screen, options: LoadOptions): Effect.Effect<TownLoad, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => open(screen, options)),
    ({ close }) => Effect.sync(close)
  )

export type TownLoad = ReturnType<typeof open>

const open = (screen: Screen, options: LoadOptions) => {
  const { agents, atOnce, lengths, random } = options
  const { lanes, written } = screen
  const pick = pickFrom(random)
  const said: Array<Said> = []
  /** Not known to be answered. */
  const waited = new Set<Said>()
  const acts = new Map<string, { readonly act: Pressed; readonly at: number; readonly times: number }>()
  const waiting = new Set<Waiter>()
  let talking = false

  const say = (lane: Lane, kind = pick(options.kinds)) => {
    const id = `m${said.length + 1}`
    const agent = random() < 0.2 ? pick(agents) : lane.agent
    const addressed = agent === lane.agent ? "" : `@${agent} `
    const attachments = random() < 0.1 ? [{ name: `${id}.txt`, content: `the file of ${id}` }] : []
    const spoken = lane.say(`${addressed}${kinds[kind](id, lengths)}`, attachments)
    const one = { id, kind, agent, lane, spoken }
    said.push(one)
    waited.add(one)
    return spoken
  }
  const isAnswered = ({ id, spoken }: Said) => spoken.isAnswered(`end-${id}.`)

  const press = () => {
    const now = Date.now()
    for (const { key, label, press } of screen.buttons()) {
      if (!pressable.includes(label)) continue
      const before = acts.get(key)
      const times = before?.times ?? 0
      if (before !== undefined && (!before.act.isOver() || now - before.at < againMillis * 2 ** times)) continue
      acts.set(key, { act: press(), at: now, times: times + 1 })
    }
  }
  const talk = () => {
    for (const lane of lanes) {
      const mine = [...waited].filter((one) => one.lane === lane)
      for (let count = mine.length; count < atOnce; count++) say(lane)
    }
  }

  const finish = (waiter: Waiter, outcome: Effect.Effect<void>) => {
    waiting.delete(waiter)
    Deferred.doneUnsafe(waiter.done, outcome)
  }

  let stepping = false
  /** Saying something changes the world too: one step after the other. */
  const step = () => {
    if (stepping) return
    stepping = true
    setImmediate(() => {
      stepping = false
      try {
        for (const one of waited) if (isAnswered(one)) waited.delete(one)
        if (screen.listens()) press()
        if (talking) talk()
        for (const waiter of [...waiting]) if (waiter.holds()) finish(waiter, Effect.void)
      } catch (cause) {
        for (const waiter of [...waiting]) finish(waiter, Effect.die(cause))
      }
    })
  }
  const stop = screen.onChange(step)
  const ticks = setInterval(step, 300)

  /** Looked at after every change of the world. */
  const until = (what: string, holds: () => boolean): Effect.Effect<void> =>
    Effect.suspend(() => {
      const done = Deferred.makeUnsafe<void>()
      waiting.add({ holds, done })
      step()
      return Deferred.await(done)
    }).pipe(
      Effect.timeoutOrElse({
        duration: deadline,
        orElse: () =>
          Effect.die(
            new Error(
              `never came: ${what}\nunanswered: ${[...waited].map(({ id, kind }) => `${id} ${kind}`)}\n${screen.transcript()}`
            )
          )
      })
    )

  const problemsOf = ({ agent, id, kind, spoken }: Said): ReadonlyArray<string> => {
    const end = `end-${id}.`
    const answers = written().filter(({ text }) => text.includes(end))
    const [answer] = answers
    const found = {
      answers: answers.length,
      times: answers.map(({ text }) => text.split(end).length - 1).join(),
      in: answer?.place === spoken.answeredIn ? "its place" : `another place: ${answer?.place}`,
      by: answer?.by ?? "",
      signs: spoken.sign(),
      files: written().filter(({ files }) => files.some((content) => content.includes(end))).length
    }
    const wanted: typeof found = {
      answers: 1,
      times: "1",
      in: "its place",
      by: spoken.by(agent),
      signs: spoken.done,
      files: kind === "file" ? 1 : 0
    }
    const wrong = (Object.keys(wanted) as Array<keyof typeof wanted>).filter((key) => found[key] !== wanted[key])
    return wrong.length === 0 ? [] : [`${id} (${kind}): ${wrong.map((key) => `${key}: ${found[key]}`).join(", ")}`]
  }

  const shown = ({ by, text }: Shown) => `${by}: ${text.slice(0, 80)}`
  const twins = () => {
    const seen = new Map<string, number>()
    for (const { by, files, place, text } of written()) {
      const key = JSON.stringify([place, by, text, files.join()])
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    return [...seen].filter(([, count]) => count > 1).map(([key]) => `twice: ${key.slice(0, 200)}`)
  }
  /** Answers of one agent in one conversation that do not begin in the order in which they were asked for. */
  const disorder = () => {
    const last = new Map<string, { readonly id: string; readonly at: bigint }>()
    return said.flatMap(({ agent, id, spoken }) => {
      const key = `${spoken.answeredIn}/${agent}`
      const answer = written().find(({ text }) => new RegExp(`(?:end|part)-${id}\\.`).test(text))
      const before = last.get(key)
      if (answer === undefined) return []
      last.set(key, { id, at: answer.at })
      return before === undefined || before.at < answer.at ? [] : [`${id} stands before ${before.id}`]
    })
  }

  return {
    /** How many messages were said so far. */
    count: () => said.length,
    talk: () => {
      talking = true
      step()
    },
    hush: () => {
      talking = false
    },
    /** These say one thing, however much waits there. */
    sayOne: (kind?: Kind) => say(pick(lanes), kind),
    sayIn: (lane: number, kind?: Kind) => say(lanes[lane] ?? pick(lanes), kind),
    sayEverywhere: (kind?: Kind) => {
      for (const lane of lanes) say(lane, kind)
    },
    answered: () => [...waited].every(isAnswered) && said.every(({ spoken }) => spoken.sign() === spoken.done),
    until,
    /** What is not as it must be once everything is answered. */
    problems: () => [
      ...said.flatMap(problemsOf),
      ...written().flatMap((message) => [
        ...(message.buttons.length === 0 ? [] : [`it has buttons: ${shown(message)}`]),
        ...(message.open || unfinished.test(message.text) ? [`it is not finished: ${shown(message)}`] : []),
        ...(named.test(message.text) || message.files.length > 0 ? [] : [`nobody asked: ${shown(message)}`])
      ]),
      ...twins(),
      ...disorder(),
      ...screen.strays()
    ],
    close: () => {
      stop()
      clearInterval(ticks)
    }
  }
}
