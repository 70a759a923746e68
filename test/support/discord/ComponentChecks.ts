/** What Discord takes as components of a message and as a modal. Pure; complaints go to the form. */
import { ComponentType } from "discord-api-types/v10"
import { isRecord, type Json } from "./ApiError.ts"
import type { Form, Path } from "./Form.ts"

const selects: ReadonlyArray<unknown> = [
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect
]
const selectsOf = (type: unknown): boolean => selects.includes(type)

export const listOf = (value: unknown): ReadonlyArray<Json> => (Array.isArray(value) ? value.filter(isRecord) : [])

/** Every component within, whatever it stands in. */
export const withinComponents = (components: ReadonlyArray<Json>): ReadonlyArray<Json> =>
  components.flatMap((component) => [
    component,
    ...withinComponents(listOf(component.components)),
    ...(isRecord(component.component) ? withinComponents([component.component]) : []),
    ...(isRecord(component.accessory) ? withinComponents([component.accessory]) : [])
  ])

const checkButton = (form: Form, path: Path, button: Json): void => {
  const style = form.choice([...path, "style"], button.style, [1, 2, 3, 4, 5, 6], true)
  form.text([...path, "label"], button.label, { max: 80 })
  const bare = (button.label === undefined || button.label === "") && button.emoji === undefined
  if (style === 5) {
    const url = form.text([...path, "url"], button.url, { max: 512, required: true })
    if (url !== undefined && !/^(https?|discord):\/\//.test(url)) {
      form.wrong(
        [...path, "url"],
        "URL_TYPE_INVALID_SCHEME",
        `Scheme "${url.split(":")[0]}" is not supported. Scheme must be one of ('http', 'https', 'discord').`
      )
    }
    if (button.custom_id !== undefined) {
      form.wrong(path, "COMPONENT_CUSTOM_ID_NOT_ALLOWED", "A custom id and url cannot both be specified")
    }
  } else if (style !== 6) {
    form.text([...path, "custom_id"], button.custom_id, { min: 1, max: 100, required: true })
    if (button.url !== undefined) form.wrong(path, "COMPONENT_URL_NOT_ALLOWED", "Only link buttons have a url")
  }
  if (bare && style !== 6) {
    form.wrong(path, "BUTTON_COMPONENT_REQUIRES_LABEL_OR_EMOJI", "A button must have a label or an emoji")
  }
}

const checkSelect = (form: Form, path: Path, select: Json): void => {
  form.text([...path, "custom_id"], select.custom_id, { min: 1, max: 100, required: true })
  form.text([...path, "placeholder"], select.placeholder, { max: 150 })
  const min = form.number([...path, "min_values"], select.min_values, { max: 25 }) ?? 1
  const max = form.number([...path, "max_values"], select.max_values, { min: 1, max: 25 }) ?? 1
  if (min > max) form.wrong([...path, "min_values"], "SELECT_MENU_MIN_VALUES", "min_values is larger than max_values")
  if (select.type !== ComponentType.StringSelect) return
  const options = form.list([...path, "options"], select.options, { min: 1, max: 25, required: true })
  if (options.length > 0 && max > options.length) {
    const message = `Must be less than or equal to the number of options (${options.length}).`
    form.wrong([...path, "max_values"], "SELECT_MENU_MAX_VALUES", message)
  }
  const values = new Set<unknown>()
  for (const [index, option] of options.entries()) {
    const at = [...path, "options", index]
    form.text([...at, "label"], option.label, { min: 1, max: 100, required: true })
    form.text([...at, "value"], option.value, { min: 1, max: 100, required: true })
    form.text([...at, "description"], option.description, { max: 100 })
    if (values.has(option.value)) {
      form.wrong(
        [...at, "value"],
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used"
      )
    }
    values.add(option.value)
  }
}

const checkRow = (form: Form, path: Path, row: Json): void => {
  const parts = form.list([...path, "components"], row.components, { min: 1, max: 5, required: true })
  for (const [index, part] of parts.entries()) {
    const at = [...path, "components", index]
    if (part.type === ComponentType.Button) checkButton(form, at, part)
    else if (selectsOf(part.type)) checkSelect(form, at, part)
    else form.wrong([...at, "type"], "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (2, 3, 5, 6, 7, 8).')
  }
  if (parts.some(({ type }) => selectsOf(type)) && parts.length > 1) {
    form.wrong(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
  }
}

const checkUnique = (form: Form, path: Path, components: ReadonlyArray<Json>): void => {
  const ids = withinComponents(components).flatMap(({ custom_id }) => (custom_id === undefined ? [] : [custom_id]))
  if (new Set(ids).size < ids.length) {
    form.wrong(path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
  }
}

const displayLimit = 4_000

const checkDisplays = (form: Form, components: ReadonlyArray<Json>): void => {
  const all = withinComponents(components)
  if (all.length > 40) {
    form.wrong(["components"], "COMPONENT_MAX_TOTAL_COMPONENTS", "The maximum number of components is 40")
  }
  const texts = all.filter(({ type }) => type === ComponentType.TextDisplay).map(({ content }) => String(content ?? ""))
  if (texts.reduce((sum, text) => sum + [...text].length, 0) > displayLimit) {
    form.wrong(["components"], "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The displayable text exceeds 4000")
  }
  const layouts: ReadonlyArray<unknown> = [1, 9, 10, 12, 13, 14, 17]
  const check = (path: Path, parts: ReadonlyArray<Json>): void => {
    for (const [index, part] of parts.entries()) {
      const at = [...path, index]
      if (part.type === ComponentType.ActionRow) checkRow(form, at, part)
      else if (!layouts.includes(part.type)) form.wrong([...at, "type"], "BASE_TYPE_CHOICES", "Unknown component")
      else if (part.type === ComponentType.Container) check([...at, "components"], listOf(part.components))
      if (part.type === ComponentType.TextDisplay)
        form.text([...at, "content"], part.content, { min: 1, max: 4_000, required: true })
    }
  }
  check(["components"], components)
}

/** Returns the components as they are kept. */
export const checkComponents = (form: Form, value: unknown, layoutsToo: boolean): ReadonlyArray<Json> => {
  const components = form.list(["components"], value, { max: layoutsToo ? 40 : 5 })
  checkUnique(form, ["components"], components)
  if (layoutsToo) checkDisplays(form, components)
  else {
    for (const [index, row] of components.entries()) {
      if (row.type === ComponentType.ActionRow) checkRow(form, ["components", index], row)
      else form.wrong(["components", index, "type"], "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
    }
  }
  return components
}

const checkInput = (form: Form, path: Path, input: Json, labelled: boolean): void => {
  form.text([...path, "custom_id"], input.custom_id, { min: 1, max: 100, required: true })
  form.choice([...path, "style"], input.style, [1, 2], true)
  if (labelled) form.text([...path, "label"], input.label, { min: 1, max: 45, required: true })
  else if (input.label !== undefined && input.label !== null) {
    form.wrong([...path, "label"], "TEXT_INPUT_LABEL_NOT_ALLOWED", "The label stands in the label component")
  }
  const min = form.number([...path, "min_length"], input.min_length, { max: 4_000 }) ?? 0
  const max = form.number([...path, "max_length"], input.max_length, { min: 1, max: 4_000 }) ?? 4_000
  if (min > max) form.wrong([...path, "min_length"], "NUMBER_TYPE_MAX", "min_length is larger than max_length")
  form.text([...path, "placeholder"], input.placeholder, { max: 100 })
  form.text([...path, "value"], input.value, { max })
}

export const checkModal = (form: Form, modal: Json): void => {
  form.text(["data", "custom_id"], modal.custom_id, { min: 1, max: 100, required: true })
  form.text(["data", "title"], modal.title, { min: 1, max: 45, required: true })
  const rows = form.list(["data", "components"], modal.components, { min: 1, max: 5, required: true })
  checkUnique(form, ["data", "components"], rows)
  for (const [index, row] of rows.entries()) {
    const at = ["data", "components", index]
    if (row.type === ComponentType.TextDisplay) continue
    if (row.type === ComponentType.Label) {
      form.text([...at, "label"], row.label, { min: 1, max: 45, required: true })
      form.text([...at, "description"], row.description, { max: 100 })
      const inner = isRecord(row.component) ? row.component : {}
      if (inner.type === ComponentType.TextInput) checkInput(form, [...at, "component"], inner, false)
      else if (selectsOf(inner.type)) checkSelect(form, [...at, "component"], inner)
      else form.wrong([...at, "component", "type"], "UNION_TYPE_CHOICES", "Not a component of a label")
      continue
    }
    const inputs = form.list([...at, "components"], row.components, { min: 1, max: 1, required: true })
    const [input] = inputs
    if (row.type !== ComponentType.ActionRow || input?.type !== ComponentType.TextInput) {
      form.wrong([...at, "type"], "UNION_TYPE_CHOICES", "A modal has labels, or action rows with one text input each")
    } else checkInput(form, [...at, "components", 0], input, true)
  }
}
