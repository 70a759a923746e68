/** One question with what can be chosen, and room for something else. */
import { useId, useState } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import type { Question } from "../../../../../core/model/Ask.ts"
import { Foreign } from "../ui/Foreign.tsx"
import { TextArea } from "../ui/TextArea.tsx"
import { type Choice, withOwn, withPicked } from "./Choices.ts"

export interface QuestionChoiceProps {
  readonly question: Question
  readonly choice: Choice
  readonly onChange: (choice: Choice) => void
}

const rowClasses =
  "flex cursor-pointer items-start gap-2 rounded-md px-2 py-1 hover:bg-hover has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"

export const QuestionChoice = ({ choice, onChange, question }: QuestionChoiceProps) => {
  const name = useId()
  // what comes back into sight does not take the focus
  const [opened, setOpened] = useState(false)
  const type = question.multiple ? "checkbox" : "radio"
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">
        <Foreign text={question.question} />
        {question.multiple && <span className="font-normal text-muted"> (any of them)</span>}
      </legend>
      <div className="-mx-2 flex flex-col">
        {question.options.map(({ description, label }) => (
          <label key={label} className={rowClasses}>
            <input
              type={type}
              name={name}
              checked={choice.picked.includes(label)}
              onChange={() => onChange(withPicked(question, choice, label))}
              className="mt-[3px] size-4 shrink-0 accent-accent-fill"
            />
            <span className="min-w-0">
              <span className="block break-words">
                <Foreign text={label} />
              </span>
              {description !== "" && (
                <span className="block break-words text-muted text-xs">
                  <Foreign text={description} />
                </span>
              )}
            </span>
          </label>
        ))}
        <label className={rowClasses}>
          <input
            type={type}
            name={name}
            checked={choice.own !== undefined}
            onChange={() => {
              setOpened(true)
              onChange(withOwn(question, choice))
            }}
            className="mt-[3px] size-4 shrink-0 accent-accent-fill"
          />
          <span>something else</span>
        </label>
      </div>
      {choice.own !== undefined && (
        <TextArea
          label={`your answer to: ${tameText(question.question)}`}
          hideLabel
          value={choice.own}
          rows={2}
          autoFocus={opened}
          onChange={(own) => onChange({ ...choice, own })}
        />
      )}
    </fieldset>
  )
}
