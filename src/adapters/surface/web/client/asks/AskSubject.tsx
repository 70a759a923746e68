/** What it is about, to be read: the whole command or change, the questions with what can be chosen, the plan. */
import { tameText } from "../../../../../core/chat/HostileText.ts"
import type { Ask } from "../../../../../core/model/Ask.ts"
import { CodeBlock } from "../ui/CodeBlock.tsx"
import { Diff } from "../ui/Diff.tsx"
import { Markdown } from "../ui/Markdown.tsx"

export interface AskSubjectProps {
  readonly ask: Ask
}

export const AskSubject = ({ ask: { subject } }: AskSubjectProps) => {
  switch (subject._tag) {
    case "Permission":
      if (subject.detail === "") return null
      // whoever allows it must see all of it, in the order in which it runs
      return subject.language === "diff" ? (
        <Diff text={tameText(subject.detail)} title={tameText(subject.title)} inFull />
      ) : (
        <div className="[&_pre]:whitespace-pre-wrap [&_pre]:break-words">
          <CodeBlock text={tameText(subject.detail)} language={subject.language} />
        </div>
      )
    case "Questions":
      return (
        <ul className="flex flex-col gap-2">
          {subject.questions.map(({ options, question }) => (
            <li key={question}>
              <p className="font-medium">{tameText(question)}</p>
              <p className="text-muted">{options.map(({ label }) => tameText(label)).join(", ")}</p>
            </li>
          ))}
        </ul>
      )
    case "PlanReview":
      return <Markdown text={subject.plan} />
  }
}
