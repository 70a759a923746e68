/** Keys to press, together or one after the other. */
export interface KeysProps {
  readonly keys: ReadonlyArray<string>
}

export const Keys = ({ keys }: KeysProps) => (
  <span className="inline-flex gap-1">
    {keys.map((key) => (
      <kbd key={key} className="min-w-5 rounded-sm border bg-surface px-1 text-center font-sans text-xs text-muted">
        {key}
      </kbd>
    ))}
  </span>
)
