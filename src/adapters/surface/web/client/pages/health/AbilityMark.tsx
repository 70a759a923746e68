/** Whether an adapter can do something, or how much of it. */
import { Check, Minus } from "lucide-react"

export interface AbilityMarkProps {
  readonly value: boolean | number | undefined
}

export const AbilityMark = ({ value }: AbilityMarkProps) => {
  if (typeof value === "number") {
    return (
      <span>
        {value >= Number.MAX_SAFE_INTEGER ? "any" : value.toLocaleString(undefined, { maximumFractionDigits: 2 })}
      </span>
    )
  }
  const Icon = value === true ? Check : Minus
  return (
    <span className={value === true ? "text-good" : "text-faint"}>
      <Icon size={16} aria-hidden="true" className="inline" />
      <span className="sr-only">{value === true ? "yes" : "no"}</span>
    </span>
  )
}
