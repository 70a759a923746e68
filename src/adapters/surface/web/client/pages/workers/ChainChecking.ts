/** What the service has against a chain, by step, a moment after it was last changed. */
import { useEffect, useState } from "react"
import type { Chain } from "../../../../../../core/model/Chain.ts"
import { ask } from "../../live/Ask.ts"
import { useConnection } from "../../live/Connection.ts"

export type ChainProblems = ReadonlyArray<{ readonly step?: string; readonly text: string }>

const restMillis = 400

/** Undefined until the chain as it is now was looked at. */
export const useChainCheck = (steps: Chain | undefined): ChainProblems | undefined => {
  const [told, setTold] = useState<{ readonly of: string; readonly problems: ChainProblems }>()
  const open = useConnection(({ state }) => state === "open")
  const asked = JSON.stringify(steps ?? null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is all of the steps
  useEffect(() => {
    if (steps === undefined || !open) return
    let current = true
    const timer = setTimeout(async () => {
      const answer = await ask((service) => service.CheckChain({ steps }))
      if (!current) return
      setTold({ of: asked, problems: answer.ok ? answer.value : [{ text: `not checked: ${answer.refusal.detail}` }] })
    }, restMillis)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [asked, open])
  return told?.of === asked ? told.problems : undefined
}
