/** One of several, where there are too many to show at once: the browser's own list. */
import { ChevronDown } from "lucide-react"
import type { ComponentProps } from "react"
import { classes } from "./Classes.ts"
import { controlClasses, Field, type FieldWords } from "./Field.tsx"

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean | undefined
}

export interface SelectProps extends FieldWords, Omit<ComponentProps<"select">, "id" | "onChange" | "value"> {
  readonly value: string
  readonly options: ReadonlyArray<SelectOption>
  readonly onChange: (value: string) => void
}

export const Select = ({ label, hint, error, hideLabel, options, onChange, className, ...rest }: SelectProps) => (
  <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
    {(ties) => (
      <div className="relative">
        <select
          {...rest}
          {...ties}
          onChange={(event) => onChange(event.target.value)}
          className={classes(controlClasses, "h-8 appearance-none pr-7 pointer-coarse:h-10", className)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          size={14}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-muted"
        />
      </div>
    )}
  </Field>
)
