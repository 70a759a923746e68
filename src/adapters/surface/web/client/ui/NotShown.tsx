/** Why something is not shown: in its place, or as a line above what is still there from before. */
import { EmptyState } from "./EmptyState.tsx"
import { Foreign } from "./Foreign.tsx"

export interface NotShownProps {
  /** What it is, such as `the audit`. */
  readonly what: string
  /** Why, in the service's words. */
  readonly why: string
  /** There is nothing of it from before. */
  readonly bare: boolean
}

export const NotShown = ({ what, why, bare }: NotShownProps) =>
  bare ? (
    <div role="alert">
      <EmptyState title={`${what} cannot be shown`}>
        <Foreign text={why} />
      </EmptyState>
    </div>
  ) : (
    <p role="alert" className="text-bad text-sm">
      <Foreign text={why} />
    </p>
  )
