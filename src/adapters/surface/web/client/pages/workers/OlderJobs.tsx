/** The way to jobs that were over long ago, which are not told unless somebody wants them. */
import { useState } from "react"
import { readOlderJobs } from "../../live/Jobs.ts"
import { Button } from "../../ui/Button.tsx"
import { toast } from "../../ui/Toast.ts"

export const OlderJobs = () => {
  const [busy, setBusy] = useState(false)
  const read = async () => {
    setBusy(true)
    const refusal = await readOlderJobs()
    setBusy(false)
    if (refusal !== undefined) toast(refusal.detail, { tone: "bad" })
  }
  return (
    <div className="flex justify-center">
      <Button busy={busy} onClick={() => void read()}>
        older jobs
      </Button>
    </div>
  )
}
