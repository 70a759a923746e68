/** What happens when a modal is submitted: required fields first, then what the app says to it. */
import { type Json, listOf, recordOf, textOf } from "../Json.ts"
import type { Act } from "./Acts.ts"
import { impossible } from "./Controls.ts"
import type { Beginning } from "./Interactions.ts"
import { refuse } from "./Refusal.ts"
import { dropView, pushView, replaceView, stateOf, viewBlocks } from "./Views.ts"
import type { View, World } from "./World.ts"

const isEmpty = (value: Json): boolean => {
  const { selected_channel, selected_conversation, selected_date, selected_option, selected_options, selected_user } =
    value
  const single = [selected_option, selected_user, selected_channel, selected_conversation, selected_date, value.value]
  if (Array.isArray(selected_options) && selected_options.length > 0) return false
  return single.every((one) => one === undefined || one === null || one === "")
}

/** Inputs that have to be filled and are not. */
const missing = (view: View): ReadonlyArray<string> => {
  const values = recordOf(stateOf(viewBlocks(view), view.inputs).values)
  return viewBlocks(view)
    .filter(({ optional, type }) => type === "input" && optional !== true)
    .filter((block) => {
      const value = recordOf(values[textOf(block.block_id)])[textOf(recordOf(block.element).action_id)]
      return isEmpty(recordOf(value))
    })
    .map(({ label }) => textOf(recordOf(label).text))
}

const answerTo =
  (world: World, view: View): Beginning["onAck"] =>
  (payload, interaction) => {
    const action = payload.response_action
    if (action === undefined) return dropView(world, view, false)
    if (action === "clear") return dropView(world, view, true)
    if (action === "update") return replaceView(world, view, recordOf(payload.view))
    if (action === "push") {
      interaction.views.push(pushView(world, view.team, view.user, recordOf(payload.view)))
      return
    }
    if (action !== "errors") return refuse("invalid_response_action")
    const errors = recordOf(payload.errors)
    const inputs = viewBlocks(view).filter(({ type }) => type === "input")
    for (const block of Object.keys(errors)) {
      if (!inputs.some(({ block_id }) => block_id === block)) refuse("invalid_errors", { block })
    }
    view.errors = Object.fromEntries(Object.entries(errors).map(([block, words]) => [block, String(words)]))
    world.touch()
  }

export const submission = (world: World, view: View, send: (onAck: Beginning["onAck"]) => Act): Act => {
  const open = world.modals.get(view.user) ?? []
  if (open.at(-1) !== view) impossible("another form lies on top of that one")
  if (view.content.submit === undefined && !listOf(view.content.blocks).some(({ type }) => type === "input")) {
    impossible("that form has nothing to submit")
  }
  const empty = missing(view)
  if (empty.length > 0) impossible(`has to be filled: ${empty.join(", ")}`)
  view.errors = {}
  return send(answerTo(world, view))
}
