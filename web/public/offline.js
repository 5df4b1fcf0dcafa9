// Shows the reader's language only, and opens the page again when Vonal is back.
(function () {
  var wanted = navigator.language.slice(0, 2);
  try {
    wanted = localStorage.getItem('vonal.language') || wanted;
  } catch {
    // storage may be refused: the browser's language it is
  }
  var sections = document.querySelectorAll('section');
  var known = document.querySelector('section[lang="' + wanted + '"]') ? wanted : 'en';
  document.documentElement.lang = known;
  sections.forEach(function (s) {
    s.hidden = s.lang !== known;
    s.querySelector('button').addEventListener('click', again);
  });
  function again() {
    location.reload();
  }
  addEventListener('online', again);
  setInterval(function () {
    fetch('/healthz', { cache: 'no-store' }).then(function (answer) {
      if (answer.ok && location.pathname !== '/offline') again();
    }, function () {});
  }, 5000);
})();
