// Runs before the first paint, so that a remembered theme does not flash in the other one.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is refused in some private windows: the system's theme holds.
  }
})();
