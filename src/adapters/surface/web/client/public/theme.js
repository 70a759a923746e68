// Before anything is painted: the theme that this person chose. A file of its own, because no script may stand in the page.
try {
  const theme = localStorage.getItem("theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
} catch {
  // a browser that keeps nothing shows what the system says
}
