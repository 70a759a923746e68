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

/** In rem, with what stands above and below the lines. */
const heightOf = (rows: number): string => `${rows * 1.25 + 0.875}rem`

/** Browsers that cannot do it themselves are told how high it is. */
const growByHand = (area: HTMLTextAreaElement): void => {
  if (CSS.supports("field-sizing", "content")) return
  area.style.height = "auto"
  if (area.scrollHeight > 0) area.style.height = `${area.scrollHeight + 2}px`
}

export const TextArea = (props: TextAreaProps) => {
  const { label, hint, error, hideLabel, mono, onChange, className, rows = 3, maxRows = 16, ref, ...rest } = props
  const area = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => area.current ?? document.createElement("textarea"), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows what is written
  useLayoutEffect(() => {
    if (area.current !== null) growByHand(area.current)
  }, [rest.value])
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {(ties) => (
        <textarea
          {...rest}
          {...ties}
          ref={area}
          rows={rows}
          style={{ minHeight: heightOf(rows), maxHeight: heightOf(Math.max(rows, maxRows)) }}
          onChange={(event) => onChange(event.target.value)}
          className={classes(
            controlClasses,
            "field-sizing-content block resize-none py-1.5",
            mono && "font-mono",
            className
          )}
        />
      )}
    </Field>
  )
}
