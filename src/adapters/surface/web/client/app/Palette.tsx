/** Everything by its name: the parts of the dashboard, what the page offers, the theme. Ctrl-K or ⌘-K. */
import { Command } from "cmdk"
import { useMemo } from "react"
import { Dialog } from "../ui/Dialog.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { openPalette, type PaletteAction, usePalette } from "./PaletteActions.ts"
import { goTo } from "./RouteNow.ts"
import { sections } from "./Sections.ts"
import { useShortcutList } from "./Shortcuts.ts"
import { setTheme } from "./Theme.ts"

const always: ReadonlyArray<PaletteAction> = [
  ...sections.map(({ page, words }) => ({
    id: `go-${page}`,
    label: page,
    group: "go to",
    words,
    run: () => goTo({ page })
  })),
  { id: "new-agent", label: "create an agent", group: "do", words: ["new"], run: () => goTo({ page: "new-agent" }) },
  {
    id: "welcome",
    label: "first steps",
    group: "go to",
    words: ["setup", "welcome"],
    run: () => goTo({ page: "welcome" })
  },
  {
    id: "keys",
    label: "the list of keys",
    group: "look",
    words: ["shortcuts", "keyboard"],
    run: () => useShortcutList.setState({ open: true })
  },
  { id: "theme-light", label: "theme: light", group: "look", run: () => setTheme("light") },
  { id: "theme-dark", label: "theme: dark", group: "look", run: () => setTheme("dark") },
  { id: "theme-system", label: "theme: as the system", group: "look", run: () => setTheme("system") }
]

const grouped = (actions: ReadonlyArray<PaletteAction>) => {
  const groups = new Map<string, Array<PaletteAction>>()
  for (const action of actions) {
    const group = action.group ?? "on this page"
    groups.set(group, [...(groups.get(group) ?? []), action])
  }
  return [...groups]
}

export const Palette = () => {
  const offered = usePalette((state) => state.offered)
  const groups = useMemo(() => grouped([...[...offered.values()].flat(), ...always]), [offered])
  const close = () => openPalette(false)
  return (
    <Dialog open onClose={close} title="go to, or do">
      <Command label="go to, or do" loop className="-m-4">
        <Command.Input
          autoFocus
          placeholder="type a page or a deed"
          className="h-11 w-full border-b bg-canvas px-4 text-base -outline-offset-2 placeholder:text-faint"
        />
        <Command.List className="h-80 max-h-[50dvh] overflow-y-auto p-2">
          <Command.Empty className="p-6 text-center text-sm text-muted">nothing is called that</Command.Empty>
          {groups.map(([group, actions]) => (
            <Command.Group
              key={group}
              heading={group}
              className="pb-2 [&>[cmdk-group-heading]]:px-2 [&>[cmdk-group-heading]]:py-1 [&>[cmdk-group-heading]]:text-faint [&>[cmdk-group-heading]]:text-xs"
            >
              {actions.map((action) => (
                <Command.Item
                  key={action.id}
                  value={action.id}
                  keywords={[action.label, ...(action.words ?? [])]}
                  onSelect={() => {
                    close()
                    action.run()
                  }}
                  className="flex min-h-8 items-center rounded-sm px-2 text-sm data-[selected=true]:bg-hover pointer-coarse:min-h-11"
                >
                  <Foreign text={action.label} />
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  )
}
