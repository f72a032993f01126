// Before anything is painted: the frame's colour of the chosen theme, so that dark stays dark while
// the application loads. A file of its own, since the page's policy runs nothing inline.
(() => {
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('mailroom.preferences') || '{}').theme || theme;
  } catch {
    // The system's choice, then.
  }
  const isDark =
    theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  document.documentElement.style.background = isDark ? '#0e1116' : '#f4f5f8';
})();
