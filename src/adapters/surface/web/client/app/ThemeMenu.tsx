/** The choice of a theme. */
import { Monitor, Moon, Sun } from "lucide-react"
import { Menu } from "../ui/Menu.tsx"
import { setTheme, useTheme } from "./Theme.ts"

const icons = { light: Sun, dark: Moon, system: Monitor }

export const ThemeMenu = () => {
  const theme = useTheme((state) => state.theme)
  const Icon = icons[theme]
  return (
    <Menu
      label={`theme: ${theme}`}
      size="small"
      icon={<Icon size={14} aria-hidden="true" />}
      items={[
        { label: "light", icon: <Sun size={14} aria-hidden="true" />, onSelect: () => setTheme("light") },
        { label: "dark", icon: <Moon size={14} aria-hidden="true" />, onSelect: () => setTheme("dark") },
        { label: "as the system", icon: <Monitor size={14} aria-hidden="true" />, onSelect: () => setTheme("system") }
      ]}
    />
  )
}
