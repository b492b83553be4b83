import { paletteStyle } from './palette.js'

/** How the parts of a figure look; a page holds it once, a picture of its own brings it along. */
export const plotStyle = `${paletteStyle}
svg.plot{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow:visible}
.plot text{fill:var(--muted)}.plot .title{font-weight:600;font-size:13px;fill:var(--ink)}
.plot .grid{stroke:var(--grid)}.plot .axis{stroke:var(--rule)}
.plot .line{fill:none;stroke:var(--c);stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
.key .line{stroke-width:2.5}.plot .faint{stroke-width:1;opacity:.28}.plot .dashed{stroke-dasharray:5 3}.plot .dotted{stroke-dasharray:1.5 3}
.plot .area{fill:var(--c);stroke:none}.plot .pale{fill-opacity:.22}.plot .solid{fill-opacity:.42}
.plot .mark{fill:var(--c);fill-opacity:.72;stroke:none}.plot .hollow{fill:none;stroke:var(--c);stroke-opacity:.75}
.plot .reference{fill:none;stroke:var(--rule);stroke-dasharray:4 3}
.plot .cut{stroke:var(--ink);stroke-width:1.25}
.plot .cell{fill:var(--s0)}.plot .wrong{fill:var(--s1)}.plot .on{fill:#fff}
@media (prefers-color-scheme:dark){.plot .on{fill:#0d0f12}}`
