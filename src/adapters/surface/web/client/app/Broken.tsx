/** Where a page broke: says so, keeps everything around it, and begins anew when one goes elsewhere. */
import { Component, type ReactNode } from "react"
import { Button } from "../ui/Button.tsx"
import { EmptyState } from "../ui/EmptyState.tsx"

export interface BrokenProps {
  /** Where one is: another place is another try. */
  readonly place: string
  readonly children: ReactNode
}

interface BrokenState {
  readonly error: unknown
  readonly place: string
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A page's file that is gone: the service was updated since this was loaded. */
const isOutdated = (error: unknown): boolean =>
  /dynamically imported module|module script|preload CSS/i.test(wordsOf(error))

export class Broken extends Component<BrokenProps, BrokenState> {
  override state: BrokenState = { error: undefined, place: this.props.place }

  static getDerivedStateFromError(error: unknown): Partial<BrokenState> {
    return { error: error ?? new Error("unknown") }
  }

  static getDerivedStateFromProps({ place }: BrokenProps, state: BrokenState): Partial<BrokenState> | null {
    return place === state.place ? null : { place, error: undefined }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    const outdated = isOutdated(error)
    return (
      <div role="alert">
        <EmptyState
          title={outdated ? "this page is older than the service" : "this page broke"}
          action={
            <Button tone="accent" onClick={() => location.reload()}>
              reload
            </Button>
          }
        >
          {outdated ? (
            "the service was updated, or cannot be reached: reload to go on"
          ) : (
            <>
              nothing is lost: what agents do goes on without it. reload, and if it breaks again, report this:{" "}
              <code className="break-words text-xs">{wordsOf(error).slice(0, 300)}</code>
            </>
          )}
        </EmptyState>
      </div>
    )
  }
}
