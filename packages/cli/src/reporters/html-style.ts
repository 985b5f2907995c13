/** How every page looks, that of a run and that of the status: calm, in both colour schemes, down to a phone's width. */

export const pageStyle = `
:root { --ground:#fbfbfa; --card:#fff; --text:#1c2024; --soft:#5f6b76; --line:#e2e5e8; --good:#18794e; --good-soft:#e6f4ec; --bad:#b42318; --bad-soft:#fdecea; --warn:#8f5b00; --warn-soft:#fdf3dc; --legacy:#6e7781; --candidate:#2b6cb0; --focus:#2b6cb0; }
@media (prefers-color-scheme: dark) { :root { --ground:#131619; --card:#1b1f23; --text:#e6e9ec; --soft:#9aa5b0; --line:#30363c; --good:#5fd39a; --good-soft:#143325; --bad:#ff8f85; --bad-soft:#3d1a17; --warn:#f0c05a; --warn-soft:#372a10; --legacy:#98a3ad; --candidate:#6fb1f5; --focus:#6fb1f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1060px; padding: 28px 20px 60px; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 26px; margin: 2px 0 6px; line-height: 1.25; }
h2 { font-size: 16px; margin: 34px 0 10px; }
h3 { font-size: 15px; margin: 18px 0 6px; }
p { margin: 0 0 8px; }
small, .run, #count, .tick { color: var(--soft); }
.run { font-size: 13px; margin: 0; }
.lead { font-size: 16px; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.badge { display: inline-block; padding: 0 8px; border-radius: 10px; font-size: 12px; font-weight: 650; line-height: 20px; vertical-align: 2px; white-space: nowrap; }
.badge.good, .badge.match, .badge.tolerated { color: var(--good); background: var(--good-soft); }
.badge.bad, .badge.mismatch, .badge.error { color: var(--bad); background: var(--bad-soft); }
.badge.noisy { color: var(--warn); background: var(--warn-soft); }
.badge.open { color: var(--soft); background: none; box-shadow: inset 0 0 0 1px var(--line); }
.sides { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 10px 0 0; font-size: 14px; }
.sides dt { color: var(--soft); } .sides dd { margin: 0; min-width: 0; }
.gates, .asides { list-style: none; margin: 0; padding: 0; }
.gates li { padding: 4px 0; } .asides li { padding: 2px 0; }
.asides { margin-top: 10px; padding: 10px 14px; border-left: 3px solid var(--warn); background: var(--warn-soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 16px; }
figure, article { margin: 0; min-width: 0; padding: 12px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
figcaption { font-size: 13px; margin-bottom: 6px; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.legacy rect { fill: var(--legacy); } .candidate rect { fill: var(--candidate); }
.legacy line { stroke: var(--legacy); } .candidate line { stroke: var(--candidate); }
svg line { stroke-width: 2; } svg line.axis { stroke: var(--line); stroke-width: 1; }
svg rect { opacity: .55; }
article h3 { margin: 0 0 6px; } article small { white-space: nowrap; } .warn { color: var(--warn); }
.trends { grid-template-columns: repeat(auto-fit, minmax(min(100%, 270px), 1fr)); }
.change { margin: 0 0 4px; font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums; }
.unknown { margin: 0; color: var(--soft); font-style: italic; }
.trend polyline { fill: none; stroke: var(--candidate); stroke-width: 2; stroke-linejoin: round; }
.trend circle { fill: var(--candidate); } .trend line.mark { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 4; }
.next { list-style: none; margin: 0; padding: 0; } .next li { padding: 4px 0; }
.next code { display: inline-block; padding: 3px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); user-select: all; }
.ticks li { display: flex; gap: 10px; align-items: baseline; } .ticks .badge { flex: none; width: 52px; text-align: center; } .ticks div { min-width: 0; }
.runs { margin-top: 14px; } .runs > summary { display: list-item; list-style: revert; }
.scroll { overflow: auto; max-height: 420px; } .scroll table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
.scroll th, .scroll td { padding: 4px 14px 4px 4px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
.scroll thead th { position: sticky; top: 0; background: var(--ground); color: var(--soft); } .scroll th:first-child, .scroll td:nth-child(2), .scroll th:nth-child(2) { text-align: left; }
.tools { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
input[type=search] { flex: 1 1 240px; min-width: 0; padding: 8px 12px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
button { font: inherit; font-size: 13px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 4px 12px; cursor: pointer; }
button[aria-pressed=true] { background: var(--text); color: var(--ground); border-color: var(--text); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
#count { font-size: 13px; margin: 10px 0 6px; }
#list { border-top: 1px solid var(--line); }
details { border-bottom: 1px solid var(--line); }
summary { display: grid; grid-template-columns: 84px minmax(0, 1fr) auto; gap: 10px; align-items: baseline; padding: 7px 4px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--card); }
summary .times { color: var(--soft); font-size: 12.5px; white-space: nowrap; }
.differences { padding: 2px 4px 14px; }
.place { margin: 12px 0 4px; font-size: 13px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
.pair pre { margin: 0; padding: 8px 10px; min-width: 0; border-radius: 6px; border: 1px solid var(--line); background: var(--card); white-space: pre-wrap; max-height: 320px; overflow-y: auto; }
.pair pre.none { color: var(--soft); font-style: italic; }
.pair .l mark { background: var(--bad-soft); color: inherit; box-shadow: 0 0 0 1px var(--bad); border-radius: 2px; }
.pair .c mark { background: var(--good-soft); color: inherit; box-shadow: 0 0 0 1px var(--good); border-radius: 2px; }
.explained { opacity: .72; }
.heads { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; color: var(--soft); font-size: 12.5px; }
#more { margin-top: 14px; }
@media (max-width: 620px) { body { padding: 18px 14px 40px; } .pair { grid-template-columns: 1fr; } .heads { display: none; } .pair pre::before { display: block; color: var(--soft); font-size: 11px; } .pair .l::before { content: "legacy"; } .pair .c::before { content: "candidate"; } summary { grid-template-columns: 84px minmax(0, 1fr); row-gap: 0; } summary .times { grid-column: 2; white-space: normal; } svg:not(.trend) text { font-size: 15px; } }
@media print { .tools, #more { display: none; } .scroll { max-height: none; } }
`;
