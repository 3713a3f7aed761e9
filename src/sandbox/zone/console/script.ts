/**
 * Keeps the newest page of the console up to date: told that something happened, it fetches the page it is on, with
 * its filters, and puts what is new on top. It rests while it is paused or not looked at.
 */
export const LIVE_SCRIPT = `
const list = document.querySelector('#entries');
const words = document.querySelector('#live-words');
const button = document.querySelector('#live-button');
let source;
let paused = false;
let running = false;
let again = false;

const say = (text, kind) => {
  words.textContent = text;
  words.className = 'state ' + kind;
};

function adopt(page) {
  const known = new Set([...list.children].map(({ id }) => id));
  const arrived = [...page.querySelectorAll('#entries > li')].filter(({ id }) => !known.has(id));
  for (const item of arrived.reverse()) {
    item.classList.add('fresh');
    list.prepend(item);
  }
  while (list.children.length > Number(list.dataset.size)) list.lastElementChild.remove();
  document.querySelector('#count').textContent = page.querySelector('#count').textContent;
  document.querySelector('#none').hidden = list.children.length > 0;
  list.hidden = list.children.length === 0;
  const older = page.querySelector('#pages');
  document.querySelector('#pages').replaceChildren(...older.children);
}

async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) throw new Error('no page');
    adopt(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    if (source) say('Live', 'good');
  } catch {
    say('Not reachable', 'bad');
  }
  running = false;
  if (again) {
    again = false;
    refresh();
  }
}

function follow() {
  source?.close();
  source = undefined;
  button.textContent = paused ? 'Resume' : 'Pause';
  if (paused) return say('Paused', '');
  if (document.hidden) return;
  source = new EventSource('/console/changes');
  // What happened while nobody listened is not told again.
  source.onopen = refresh;
  source.onmessage = refresh;
  source.onerror = () => say('Not reachable', 'bad');
}

if (list.dataset.newest === 'yes') {
  button.hidden = false;
  button.addEventListener('click', () => {
    paused = !paused;
    follow();
  });
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', () => source?.close());
  follow();
}
`;
