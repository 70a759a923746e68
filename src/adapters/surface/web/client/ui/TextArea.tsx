/** Text of several lines that grows with what is written, up to `maxRows`. */
import { type ComponentProps, useImperativeHandle, useLayoutEffect, useRef } from "react"
import { classes } from "./Classes.ts"
import { controlClasses, Field, type FieldWords } from "./Field.tsx"

export interface TextAreaProps extends FieldWords, Omit<ComponentProps<"textarea">, "id" | "onChange" | "value"> {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly rows?: number | undefined
  readonly maxRows?: number | undefined
  readonly mono?: boolean | undefined
}

const lineHeight = 1.25

export const TextArea = (props: TextAreaProps) => {
  const { label, hint, error, hideLabel, mono, onChange, className, rows = 3, maxRows = 16, ref, ...rest } = props
  const area = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => area.current ?? document.createElement("textarea"), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows what is written
  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    element.style.height = "auto"
    element.style.height = `${element.scrollHeight + 2}px`
  }, [rest.value])
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {(ties) => (
        <textarea
          {...rest}
          {...ties}
          ref={area}
          rows={rows}
          style={{ maxHeight: `${maxRows * lineHeight + 1}rem` }}
          onChange={(event) => onChange(event.target.value)}
          className={classes(controlClasses, "block resize-none py-1.5", mono && "font-mono", className)}
        />
      )}
    </Field>
  )
}
