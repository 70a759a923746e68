/** Hands a task to a worker, or to several at once. */
import * as Result from "effect/Result"
import { useRef, useState } from "react"
import * as Words from "../../../../../../core/render/Words.ts"
import { goTo } from "../../app/RouteNow.ts"
import { useActing } from "../../live/Acting.ts"
import { newKey } from "../../live/NewKey.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { SpawnForm } from "./SpawnForm.tsx"
import { theWish, wishDrafts } from "./WishDrafts.ts"
import { noWish, type WishDraft, wishesOf } from "./Wishes.ts"

export interface SpawnDialogProps {
  readonly onClose: () => void
}

export const SpawnDialog = ({ onClose }: SpawnDialogProps) => {
  const [tried, setTried] = useState(false)
  const [blank] = useState(() => ({ draft: noWish, key: newKey() }))
  const { draft, key } = wishDrafts.use(theWish) ?? blank
  const form = useRef<HTMLDivElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const { act, busy, refusal } = useActing()
  const wishes = wishesOf(draft)
  const unclear = Result.isFailure(wishes) ? wishes.failure : undefined
  const errorOf = (field: keyof WishDraft) =>
    unclear?.field === field && (tried || field !== "text") ? unclear.text : undefined
  const change = (part: Partial<WishDraft>) => {
    // other wishes are another job
    wishDrafts.put(theWish, { draft: { ...(wishDrafts.get(theWish)?.draft ?? noWish), ...part }, key: newKey() })
  }
  /** Whoever leaves it otherwise finds it as it was. */
  const cancel = () => {
    wishDrafts.put(theWish, undefined)
    onClose()
  }
  const spawn = async () => {
    setTried(true)
    if (Result.isFailure(wishes)) return toFirstWrong()
    const workers = wishes.success
    const title =
      draft.each.trim() === "" ? undefined : draft.text.trim().split("\n", 1)[0]?.replaceAll("{{item}}", "…")
    const done = await act((service) =>
      service.SpawnWorkers({ key, workers, ...(title === undefined || title === "" ? {} : { title }) })
    )
    if (done === undefined) return
    wishDrafts.put(theWish, undefined)
    onClose()
    goTo({ page: "job", job: done.value })
  }
  const many = Result.isSuccess(wishes) ? wishes.success.length : 0
  const each = Result.isSuccess(wishes) ? wishes.success[0].budgetUsd : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title="hand out a task"
      width="large"
      actions={
        <>
          {many > 0 && (
            <p className="min-w-0 flex-1 basis-40 self-center text-muted text-sm" aria-live="polite">
              {Words.facts(
                Words.count(many, "worker"),
                each === undefined ? "" : `at most ${Words.money(each * many)}`
              )}
            </p>
          )}
          <Button onClick={cancel}>cancel</Button>
          <Button tone="accent" busy={busy} onClick={() => void spawn()}>
            hand it out
          </Button>
        </>
      }
    >
      <div ref={form}>
        <SpawnForm draft={draft} errorOf={errorOf} onChange={change} />
      </div>
      {refusal !== undefined && (
        <p role="alert" className="mt-3 whitespace-pre-wrap text-bad text-sm">
          {refusal.detail}
        </p>
      )}
    </Dialog>
  )
}
