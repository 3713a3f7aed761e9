/** What only the console needs, after the common look. */
export const CONSOLE_STYLE = `
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between; }
.bar h1 { margin: 0; } .bar p { margin: 0; }
.filters { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)) auto; gap: .75rem; align-items: end; margin: 1.25rem 0; }
.filters label { display: block; margin: 0 0 .25rem; color: var(--soft); font-size: .8125rem; }
.filters button { margin: 0; padding: .5rem 1.1rem; } .filters button, .filters select { height: 2.75rem; }
@media (max-width: 52rem) { .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); } .filters button { grid-column: 1 / -1; } }
.live { display: flex; gap: .75rem; align-items: center; }
.live button { width: auto; margin: 0; padding: .3rem .8rem; font-size: .875rem; }
.live .state { margin: 0; font-size: .875rem; font-weight: 400; align-items: center; }
.entries { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 16px; background: var(--card);
  box-shadow: var(--shade); }
.entry { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0 1rem; padding: 1.1rem 1.5rem 1rem;
  border-top: 1px solid var(--line); }
.entry:first-child { border-top: 0; }
.when { margin: 0; color: var(--soft); font-size: .875rem; line-height: 1.55; font-variant-numeric: tabular-nums; }
.when small { display: block; }
.what { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; align-items: start; }
.what h2 { margin: 0; font-size: 1rem; font-weight: 620; line-height: 1.4; overflow-wrap: anywhere; }
.what > .chain, .what > details { grid-column: 1 / -1; } .what > .chain { margin: .75rem 0; }
.tags { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; justify-content: end; }
.tags span { padding: .1rem .6rem; border-radius: 99px; border: 1px solid var(--line); color: var(--soft); font-size: .8125rem; }
.tags .success { background: var(--tint); border-color: transparent; color: var(--good); }
.tags .failure { background: var(--bad-tint); border-color: transparent; color: var(--bad); }
summary { width: max-content; color: var(--soft); font-size: .8125rem; cursor: pointer; border-radius: 4px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: .6rem 1.5rem; margin: .75rem 0 .25rem; }
dt { color: var(--soft); font-size: .75rem; } dd { margin: 0; overflow-wrap: anywhere; font-size: .875rem; }
.none { padding: 3rem 1.5rem; text-align: center; color: var(--soft); }
.pages { display: flex; gap: 1.5rem; margin: 1.25rem 0; }
@media (max-width: 40rem) { main.wide { padding: 1rem; } .top { padding: 1.25rem 1rem; } .entry { grid-template-columns: minmax(0, 1fr); padding: 1rem; }
  .when { display: flex; gap: .6rem; align-items: baseline; } .what { grid-template-columns: minmax(0, 1fr); }
  .tags { justify-content: start; margin-top: .4rem; } dd code { font-size: .6875rem; } }
@media (prefers-reduced-motion: no-preference) { .fresh { animation: fresh 2.5s; } @keyframes fresh { from { background: var(--tint); } } }
`;
