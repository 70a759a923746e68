/** Takes an agent's file away, after a question. */
import { useState } from "react"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Button } from "../../ui/Button.tsx"
import { Confirm } from "../../ui/Confirm.tsx"
import { toast } from "../../ui/Toast.ts"
import { forgetDrafts } from "./AgentDrafts.ts"

export interface DeleteAgentProps {
  readonly name: string
  /** In how many places it answers. */
  readonly bound: number
  readonly onDeleted: () => void
}

export const DeleteAgent = ({ name, bound, onDeleted }: DeleteAgentProps) => {
  const [asking, setAsking] = useState(false)
  const { act, busy, forget, refusal } = useActing()
  const question = () => {
    forget()
    setAsking(true)
  }
  const remove = async () => {
    if ((await act((service) => service.DeleteAgent({ name }))) === undefined) return
    setAsking(false)
    forgetDrafts(name)
    toast(`${name} is deleted`)
    refresh("agents")
    onDeleted()
  }
  return (
    <>
      <Button tone="danger" onClick={question}>
        delete
      </Button>
      <Confirm
        open={asking}
        title={`delete ${name}?`}
        action="delete the agent"
        busy={busy}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      >
        <p className="text-sm">
          its file is removed. what was said with it stays in the sessions
          {bound > 0 && `; ${bound === 1 ? "the place" : `the ${bound} places`} where it answers will have nobody`}.
        </p>
        {refusal !== undefined && <p className="mt-2 text-bad text-sm">{refusal.detail}</p>}
      </Confirm>
    </>
  )
}
