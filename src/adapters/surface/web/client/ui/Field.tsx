/** A control with its label, a hint and what is wrong with it, tied together for those who do not see them. */
import { type ReactNode, useId } from "react"

export interface FieldWords {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong and how to put it right; absent when nothing is. */
  readonly error?: string | undefined
  /** The label is said but not shown. */
  readonly hideLabel?: boolean | undefined
}

export interface FieldTies {
  readonly id: string
  readonly "aria-describedby": string | undefined
  readonly "aria-invalid": true | undefined
}

export interface FieldProps extends FieldWords {
  readonly children: (ties: FieldTies) => ReactNode
}

export const controlClasses =
  "w-full min-w-0 rounded-md border border-edge bg-canvas px-2.5 text-sm placeholder:text-faint disabled:opacity-60 aria-invalid:border-bad"

export const Field = ({ label, hint, error, hideLabel = false, children }: FieldProps) => {
  const id = useId()
  const hasHint = hint !== undefined && hint !== null && hint !== ""
  const described = [hasHint && `${id}-hint`, error !== undefined && `${id}-error`].filter((each) => each !== false)
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block text-sm font-medium"}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described.length === 0 ? undefined : described.join(" "),
        "aria-invalid": error === undefined ? undefined : true
      })}
      {hasHint && (
        <p id={`${id}-hint`} className="label-line mt-1">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-bad">
          {error}
        </p>
      )}
    </div>
  )
}
