/**
 * The look of every page that a person sees, of the server and of the stand-ins alike: a style sheet and pictures,
 * no function and nothing that could be right or wrong. System fonts only; nothing is loaded from anywhere.
 */

const COLOURS = `
:root { color-scheme: light dark; --ground: #f6f5f1; --card: #fffefb; --ink: #1f1d1a; --soft: #5f5a52; --line: #e3dfd5;
  --field: #857f74; --act: #1d5c4a; --on-act: #fff; --tint: #e9f1ec; --good: #1b6442; --bad: #a12d25; --bad-tint: #faeae7;
  --shade: 0 1px 2px #1f1d1a0d, 0 12px 32px -12px #1f1d1a1f; }
@media (prefers-color-scheme: dark) { :root { --ground: #131412; --card: #1b1d1a; --ink: #ecebe5; --soft: #aaa79d;
  --line: #33362f; --field: #85887d; --act: #86d3b6; --on-act: #0b231a; --tint: #202d27; --good: #86d3a6; --bad: #ff9e92;
  --bad-tint: #38211e; --shade: none; } }
`;

const FRAME = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
.top { width: 100%; max-width: 72rem; margin: 0 auto; padding: 1.25rem 1.5rem; color: var(--soft); font-size: .875rem; }
.top { display: flex; align-items: center; gap: .6rem; }
.top a { display: inline-flex; align-items: center; gap: .6rem; text-decoration: none; }
.top strong { color: var(--ink); font-weight: 600; letter-spacing: -.01em; }
.top span { margin-left: auto; } body:has(main.page) .top { max-width: 49rem; }
.mark { flex: none; width: 1.75rem; height: 1.75rem; color: var(--act); }
main { container-type: inline-size; width: 100%; margin: 0 auto; padding: 1.5rem; overflow-wrap: break-word; }
main.card { max-width: 29rem; margin: 4vh auto 3rem; padding: 2.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 18px; box-shadow: var(--shade); }
main.page { max-width: 49rem; } main.wide { max-width: 72rem; }
@media (max-width: 32rem) { main.card { margin: 0; padding: 1rem 1.5rem 2.5rem; background: none; border: 0; border-radius: 0;
  box-shadow: none; } .top span { display: none; } }
`;

const TEXT = `
h1 { margin: 0 0 .75rem; font: 600 1.75rem/1.2 "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia,
  ui-serif, serif; letter-spacing: -.015em; text-wrap: balance; }
main.page h1 { font-size: clamp(2rem, 6vw, 2.75rem); line-height: 1.1; margin-top: 1.5rem; }
h2 { margin: 0 0 .5rem; font-size: 1.0625rem; font-weight: 650; letter-spacing: -.01em; }
p { margin: .75rem 0; } .lead { font-size: 1.125rem; max-width: 38rem; text-wrap: pretty; }
.soft, small { color: var(--soft); } .soft { font-size: .875rem; }
a { color: var(--act); text-underline-offset: .18em; }
b, strong { font-weight: 620; }
code { font: .875em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
section { margin: 2.5rem 0 0; padding: 2rem 0 0; border-top: 1px solid var(--line); }
`;

const CONTROLS = `
button, select, .act { font: inherit; color: inherit; border-radius: 10px; }
button, .act { display: block; width: 100%; margin: .6rem 0 0; padding: .7rem 1.1rem; background: var(--card); text-align: center;
  text-decoration: none; border: 1px solid var(--field); cursor: pointer; }
.act, button.primary { background: var(--act); border-color: var(--act); color: var(--on-act); font-weight: 620; }
.act { margin: 1.5rem 0 1rem; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
.row > * { width: auto; margin: 0; } .row .act { background: var(--card); border-color: var(--field); color: var(--ink);
  font-weight: 500; }
@media (max-width: 32rem) { .row > * { width: 100%; } }
button:hover, .act:hover { border-color: var(--act); box-shadow: 0 0 0 1px var(--act); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
input { accent-color: var(--act); }
select { width: 100%; padding: .55rem .6rem; background: var(--card); border: 1px solid var(--field); text-overflow: ellipsis; }
.copy { display: flex; gap: .75rem; align-items: center; padding: .5rem .5rem .5rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px; }
.copy code { flex: 1; min-width: 0; padding: .35rem 0; overflow-wrap: anywhere; }
.copy button { flex: none; width: auto; min-width: 5.5rem; margin: 0; padding: .45rem .9rem; font-size: .875rem; }
.copy .told { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 32rem) { .copy { flex-direction: column; align-items: stretch; padding: .75rem; } }
@media (prefers-reduced-motion: no-preference) { button, .act { transition: box-shadow .12s, border-color .12s; } }
`;

const LISTS = `
fieldset { margin: 1.25rem 0 1rem; padding: 0; border: 1px solid var(--line); border-radius: 12px; }
legend { padding: 0; color: var(--soft); font-size: .875rem; }
.pick { display: flex; gap: .85rem; align-items: center; padding: .6rem 1rem; border-top: 1px solid var(--line); cursor: pointer; }
.pick:first-of-type { border-top: 0; } .pick small { display: block; line-height: 1.3; } .pick:has(:checked) { background: var(--tint); }
.pick span { min-width: 0; overflow-wrap: anywhere; }
.pick:has(:focus-visible) { outline: 3px solid var(--act); outline-offset: -3px; border-radius: 12px; }
.pick :focus-visible { outline: 0; }
.gives { list-style: none; margin: 1.25rem 0; padding: 0 1rem; border: 1px solid var(--line); border-radius: 12px; }
.gives li { padding: .8rem 0; border-top: 1px solid var(--line); } .gives li:first-child { border-top: 0; }
.gives small { display: block; overflow-wrap: anywhere; }
.state { display: flex; gap: .6rem; align-items: baseline; font-weight: 620; }
.state::before { content: ""; flex: none; width: .6rem; height: .6rem; border-radius: 50%; background: var(--field); }
.state + .soft { margin-top: -.5rem; } .state.good::before { background: var(--good); } .state.bad::before { background: var(--bad); }
`;

/** Who acts through whom, from the person to what is reached. */
const CHAIN = `
.chain { display: flex; flex-wrap: wrap; gap: .4rem 0; margin: 1rem 0; padding: 0; list-style: none; }
.chain li { display: flex; align-items: center; min-width: 0; max-width: 100%; }
.chain li + li::before { content: "\\2192"; content: "\\2192" / ""; flex: none; width: 2rem; text-align: center; color: var(--soft); }
.chip { display: flex; gap: .6rem; align-items: center; min-width: 0; padding: .4rem .8rem .4rem .55rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; font-size: .9rem; line-height: 1.25; }
.chip svg { flex: none; width: 1.35rem; height: 1.35rem; color: var(--act); }
.chip > span { min-width: 0; max-width: 15rem; overflow-wrap: anywhere; } .chip small { display: block; font-size: .75rem; }
.chain .cut .chip { border: 1px dashed var(--bad); } .chain .cut .chip svg { color: var(--bad); }
.chain li.cut + li::before, .chain li + li.cut::before { content: "\\00d7"; content: "\\00d7" / ""; color: var(--bad); font-weight: 700; }
/* Downwards where there is no room for a line. */
@container (max-width: 28rem) { .chain { flex-direction: column; gap: 0; } .chain li { flex-direction: column; align-items: flex-start; }
  .chain li + li::before { content: "\\2193"; content: "\\2193" / ""; width: 2.4rem; line-height: 1.4; }
  .chain li.cut + li::before, .chain li + li.cut::before { content: "\\00d7"; content: "\\00d7" / ""; }
  .chip > span { max-width: none; } }
`;

export const STYLE = `${COLOURS}${FRAME}${TEXT}${CONTROLS}${LISTS}${CHAIN}`;

const RINGS =
  '<g fill="none" stroke-width="3"><circle cx="11.5" cy="16" r="7.5"/><path d="M20.5 8.5a7.5 7.5 0 1 1-5.3 12.8M15.2 10.7a7.5 7.5 0 0 1 2-1.4"/></g>';

/** Two rings, one held by the other: who acts, and for whom. */
export const MARK = `<svg class="mark" viewBox="0 0 32 32" stroke="currentColor" aria-hidden="true">${RINGS}</svg>`;

/** The mark for the browser's tab; inline, as it may load nothing (`img-src data:`). */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" stroke="#2f8f72">${RINGS}</svg>`,
)}`;

const symbol = (id: string, shape: string): string =>
  `<symbol id="${id}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shape}</symbol>`;

/** Pictures of the links of a chain, for `<use href="#person">`; once in a page. */
export const PICTURES = `<svg width="0" height="0" hidden aria-hidden="true">${[
  symbol('person', '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6"/>'),
  symbol(
    'client',
    '<rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="m7.5 10 2.5 2.200-2.5 2.200M12.5 15h4"/>',
  ),
  symbol(
    'server',
    '<rect x="4" y="4.5" width="16" height="6.5" rx="2"/><rect x="4" y="13" width="16" height="6.5" rx="2"/><path d="M7.5 7.8h.01M7.5 16.300h.01"/>',
  ),
  symbol('zone', '<circle cx="8.5" cy="12" r="4"/><path d="M12.5 12h8M17.5 12v3.5"/>'),
  symbol(
    'linear',
    '<circle cx="12" cy="12" r="8"/><path d="m4.800 10.5 8.700 8.700M7 6.300l10.700 10.700M11 4.300l8.700 8.700"/>',
  ),
].join('')}</svg>`;
