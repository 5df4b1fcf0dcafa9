// Sets the colour scheme before the first paint, so that a dark page never
// flashes white. A file of its own because the page allows no inline script.
(function () {
  var chosen;
  try {
    chosen = localStorage.getItem('vonal.scheme');
  } catch {
    // storage may be refused: the system's scheme it is
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
