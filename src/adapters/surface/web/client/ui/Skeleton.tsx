/** Holds the place of what is being loaded. Stands still: it is gone in a moment. */
export interface SkeletonProps {
  readonly lines?: number | undefined
}

const widths = ["w-3/4", "w-full", "w-5/6", "w-2/3"]

export const Skeleton = ({ lines = 3 }: SkeletonProps) => (
  <output className="block space-y-2.5 py-1">
    <span className="sr-only">loading</span>
    {Array.from({ length: lines }, (_, line) => (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        key={line}
        aria-hidden="true"
        className={`block h-4 rounded-sm bg-sunken ${widths[line % widths.length]}`}
      />
    ))}
  </output>
)
