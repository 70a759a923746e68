/** Modals and home tabs: how they are opened, replaced and taken away, and what they look like on the wire. */
import { type Json, listOf, recordOf } from "../Json.ts"
import { checkView } from "./BlockChecks.ts"
import type { Call, Methods } from "./Method.ts"
import { need, refuse } from "./Refusal.ts"
import { secret, type Trigger, type View, type World } from "./World.ts"

/** What stands in inputs before anybody touches them. */
const initial = (element: Json): Json | undefined => {
  const { initial_option, initial_options, initial_value, type } = element
  if (initial_value !== undefined) return { type, value: initial_value }
  if (initial_option !== undefined) return { type, selected_option: initial_option }
  return initial_options === undefined ? undefined : { type, selected_options: initial_options }
}

const emptyValue = (element: Json): Json => {
  const type = String(element.type)
  if (type === "checkboxes" || type === "multi_static_select" || type === "multi_external_select") {
    return { type, selected_options: [] }
  }
  if (type.startsWith("multi_")) return { type }
  if (type === "radio_buttons" || type === "static_select" || type === "external_select") {
    return { type, selected_option: null }
  }
  return type.endsWith("_select") ? { type } : { type, value: null }
}

export type Inputs = Map<string, Map<string, Json>>

const stateful = ({ type }: Json): boolean =>
  !["button", "overflow", "feedback_buttons", "icon_button", "image", undefined].includes(
    typeof type === "string" ? type : undefined
  )

/** Every element in these blocks that holds a value, with its block's id. */
export const inputsIn = (
  blocks: ReadonlyArray<Json>
): ReadonlyArray<{ readonly block: Json; readonly element: Json }> =>
  blocks.flatMap((block) =>
    [...listOf(block.elements), recordOf(block.element), recordOf(block.accessory)]
      .filter((element) => element.action_id !== undefined && stateful(element))
      .map((element) => ({ block, element }))
  )

/** `state.values`, with what people have put in and what stood there from the beginning. */
export const stateOf = (blocks: ReadonlyArray<Json>, inputs: Inputs): Json => {
  const values: Record<string, Record<string, unknown>> = {}
  for (const { block, element } of inputsIn(blocks)) {
    const [blockId, actionId] = [String(block.block_id), String(element.action_id)]
    const given = inputs.get(blockId)?.get(actionId) ?? initial(element) ?? emptyValue(element)
    values[blockId] = { ...values[blockId], [actionId]: given }
  }
  return { values }
}

export const viewBlocks = (view: View): ReadonlyArray<Json> => listOf(view.content.blocks)

export const viewPayload = (world: World, view: View): Json => {
  const { blocks, callback_id, clear_on_close, close, external_id, notify_on_close, private_metadata, submit, title } =
    view.content
  return {
    id: view.id,
    team_id: view.team,
    type: view.type,
    blocks,
    private_metadata: private_metadata ?? "",
    callback_id: callback_id ?? "",
    state: stateOf(viewBlocks(view), view.inputs),
    hash: view.hash,
    title: title ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: clear_on_close === true,
    notify_on_close: notify_on_close === true,
    close: close ?? null,
    submit: submit ?? null,
    previous_view_id: view.previous ?? null,
    root_view_id: view.root,
    app_id: world.app.id,
    external_id: external_id ?? "",
    app_installed_team_id: view.team,
    bot_id: world.installs.get(view.team)?.botId ?? ""
  }
}

const nextHash = (): string => `${Math.floor(Date.now() / 1_000)}.${secret(4)}`

const makeView = (world: World, team: string, user: string, content: Json, previous?: View): View => {
  const id = world.nextId("V")
  const view: View = {
    id,
    team,
    user,
    type: content.type === "home" ? "home" : "modal",
    content: checkView(content),
    hash: nextHash(),
    root: previous?.root ?? id,
    inputs: new Map(),
    errors: {},
    ...(previous === undefined ? {} : { previous: previous.id })
  }
  world.views.set(id, view)
  return view
}

/** Inputs whose block and action are still there keep their values. */
export const replaceView = (world: World, view: View, content: Json): void => {
  const next = checkView({ ...content, type: content.type ?? view.type })
  if (next.type !== view.type) refuse("invalid_arguments")
  view.content = next
  view.hash = nextHash()
  view.errors = {}
  const left = inputsIn(viewBlocks(view)).map(({ block, element }) => `${block.block_id}/${element.action_id}`)
  for (const [block, actions] of view.inputs) {
    for (const action of actions.keys()) if (!left.includes(`${block}/${action}`)) actions.delete(action)
  }
  world.touch()
}

/** Puts a modal on top of what the person has open. */
export const pushView = (world: World, team: string, user: string, content: Json): View => {
  if (content.type !== "modal") return refuse("invalid_arguments")
  const open = world.modals.get(user) ?? []
  if (open.length >= 3) return refuse("push_limit_reached")
  const view = makeView(world, team, user, content, open.at(-1))
  world.modals.set(user, [...open, view])
  world.touch()
  return view
}

/** Takes the topmost away, or all of them. */
export const dropView = (world: World, view: View, all: boolean): void => {
  const open = world.modals.get(view.user) ?? []
  world.modals.set(view.user, all ? [] : open.filter((other) => other !== view))
  world.touch()
}

export const isOpen = (world: World, view: View): boolean =>
  view.type === "home" ? world.homes.get(view.user) === view : (world.modals.get(view.user) ?? []).includes(view)

/** What a trigger_id stands for, while it is good: 3 seconds, once. */
const takeTrigger = ({ args, install, world }: Call): Trigger => {
  const trigger = need(world.triggers.get(args.needed("trigger_id")), "invalid_trigger_id")
  if (trigger.team !== install.team) return refuse("invalid_trigger_id")
  if (Date.now() - trigger.at > world.settings.triggerMillis) return refuse("expired_trigger_id")
  if (trigger.used) return refuse("exchanged_trigger_id")
  return trigger
}

const viewIn = ({ args }: Call): Json => args.record("view") ?? refuse("invalid_arguments")

export const viewMethods: Methods = {
  "views.open": {
    answer: (call) => {
      const trigger = takeTrigger(call)
      const content = viewIn(call)
      checkView(content)
      trigger.used = true
      if (trigger.view === undefined) call.world.modals.set(trigger.person, [])
      const view = pushView(call.world, call.install.team, trigger.person, content)
      trigger.opened(view)
      return { view: viewPayload(call.world, view) }
    }
  },
  "views.push": {
    answer: (call) => {
      const trigger = takeTrigger(call)
      if (trigger.view === undefined) return refuse("invalid_trigger_id")
      const content = viewIn(call)
      checkView(content)
      trigger.used = true
      const view = pushView(call.world, call.install.team, trigger.person, content)
      trigger.opened(view)
      return { view: viewPayload(call.world, view) }
    }
  },
  "views.update": {
    answer: (call) => {
      const { args, install, world } = call
      const id = args.text("view_id")
      const external = args.text("external_id")
      const found =
        id !== undefined
          ? world.views.get(id)
          : [...world.views.values()].find(({ content }) => external !== undefined && content.external_id === external)
      const view = need(found, "not_found")
      if (view.team !== install.team || !isOpen(world, view)) return refuse("not_found")
      if (args.text("hash") !== undefined && args.text("hash") !== view.hash) return refuse("hash_conflict")
      replaceView(world, view, viewIn(call))
      return { view: viewPayload(world, view) }
    }
  },
  "views.publish": {
    answer: (call) => {
      const { args, install, world } = call
      const person = need(world.users.get(args.needed("user_id")), "user_not_found")
      if (person.bot) return refuse("user_not_found")
      if (!world.manifest.homeTab) return refuse("not_enabled")
      const content = viewIn(call)
      if (content.type !== "home") return refuse("invalid_arguments")
      const known = world.homes.get(person.id)
      if (known !== undefined && args.text("hash") !== undefined && args.text("hash") !== known.hash) {
        return refuse("hash_conflict")
      }
      if (known === undefined) world.homes.set(person.id, makeView(world, install.team, person.id, content))
      else replaceView(world, known, content)
      return { view: viewPayload(world, need(world.homes.get(person.id), "not_found")) }
    }
  }
}
