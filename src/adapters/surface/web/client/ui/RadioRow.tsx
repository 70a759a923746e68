/** One of few, all of them in sight. */
import { useId } from "react"

export interface RadioRowProps<Value extends string> {
  readonly label: string
  readonly hideLabel?: boolean | undefined
  readonly value: Value
  readonly options: ReadonlyArray<{
    readonly value: Value
    readonly label: string
    readonly disabled?: boolean | undefined
  }>
  readonly onChange: (value: Value) => void
}

export const RadioRow = <Value extends string>({
  label,
  hideLabel,
  value,
  options,
  onChange
}: RadioRowProps<Value>) => {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className={hideLabel ? "sr-only" : "mb-1 text-sm font-medium"}>{label}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-0.5 rounded-md border bg-sunken p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex h-7 items-center rounded-sm px-2.5 text-sm text-muted has-checked:bg-canvas has-checked:text-ink has-disabled:opacity-50 has-focus-visible:outline-2 has-focus-visible:outline-accent hover:text-ink pointer-coarse:h-9"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
