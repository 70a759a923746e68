/** One line of text. */
import type { ComponentProps } from "react"
import { classes } from "./Classes.ts"
import { controlClasses, Field, type FieldWords } from "./Field.tsx"

export interface TextInputProps extends FieldWords, Omit<ComponentProps<"input">, "id" | "onChange" | "value"> {
  readonly value: string
  readonly onChange: (value: string) => void
  /** For paths, names and commands. */
  readonly mono?: boolean | undefined
}

export const TextInput = ({ label, hint, error, hideLabel, mono, onChange, className, ...rest }: TextInputProps) => (
  <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
    {(ties) => (
      <input
        type="text"
        autoComplete="off"
        {...rest}
        {...ties}
        onChange={(event) => onChange(event.target.value)}
        className={classes(controlClasses, "h-8 pointer-coarse:h-10", mono && "font-mono", className)}
      />
    )}
  </Field>
)
