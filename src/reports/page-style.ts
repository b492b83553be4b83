import { plotStyle } from './plot/style.js'

/** The style sheet of a report. */
export const pageStyle = `${plotStyle}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.page{max-width:1240px;margin:0 auto;padding:2.5rem 1.5rem 5rem}
a{color:inherit}:focus-visible{outline:2px solid var(--s0);outline-offset:3px}
h1{font-size:clamp(1.7rem,1.2rem + 2vw,2.6rem);line-height:1.15;letter-spacing:-.02em;margin:.1rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.4rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 .35rem}
h3{font-size:.95rem;margin:1.6rem 0 .6rem;overflow-wrap:anywhere}
.kicker{margin:0;color:var(--muted);font-size:.85rem}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0 0 1.8rem;color:var(--muted);overflow-wrap:anywhere}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1.4rem 1.6rem;margin:0 0 1.5rem;padding:1.5rem 0;border-block:1px solid var(--grid)}
.keys dt{font-size:.9rem}.keys dd{margin:0}.keys b{font-size:2.1rem;font-weight:600;letter-spacing:-.02em;line-height:1.2;font-variant-numeric:tabular-nums}
.keys small{font-size:1rem;color:var(--muted);margin-left:.15em}.keys .detail{color:var(--muted);font-size:.8rem}
.warning,.absent{margin:.8rem 0;padding:.7rem 1rem;background:var(--raised);border-left:3px solid var(--s1);border-radius:0 6px 6px 0;overflow-wrap:anywhere}
.absent{border-color:var(--rule);color:var(--muted)}.absent strong{color:var(--ink)}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:0 0 1rem;font-size:.9rem}
nav a{color:var(--muted);text-decoration:none;padding:.15rem 0}nav a:hover{color:var(--ink);text-decoration:underline;text-underline-offset:.25em}
section{padding:2.2rem 0 .6rem;border-top:1px solid var(--grid);margin-top:2.2rem}
.lede{max-width:46rem;margin:0 0 1.4rem;color:var(--muted)}
figure{margin:0;min-width:0}.figures{display:grid;gap:2rem 2.2rem;margin-bottom:2rem;align-items:start}
.of3{grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr))}.of2{grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
.of3>figure{max-width:34rem}.wide{max-width:50rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;margin:0 0 1.2rem;padding:0;font-size:.85rem;color:var(--muted)}
.legend li{display:flex;align-items:center;gap:.4rem;overflow-wrap:anywhere}svg.key{width:20px;height:14px;flex:none}
.scroll{overflow-x:auto;margin:0 0 .6rem}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:min(100%,34rem)}
caption{text-align:left;font-weight:600;font-size:.9rem;padding-bottom:.5rem;caption-side:top}
th,td{padding:.36rem .8rem .36rem 0;white-space:nowrap}th{font-weight:400;max-width:22rem;overflow:hidden;text-overflow:ellipsis}
thead th{color:var(--muted);border-bottom:1px solid var(--rule)}.groups th{border:0;color:var(--ink);font-weight:600;text-align:left;padding-bottom:0}
.left{text-align:left}.right{text-align:right}.start{padding-left:1.2rem}
tbody th{position:sticky;left:0;background:var(--ground)}tbody tr+tr>*{border-top:1px solid var(--grid)}tbody tr.summary>*{background:var(--raised);font-weight:600}
td b{color:var(--s0);font-weight:650}.note{max-width:52rem;margin:.4rem 0;color:var(--muted);font-size:.85rem}
.at{color:var(--muted);font-weight:400;font-size:.85em}
.slider{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.2rem;margin:0 0 1rem}
.slider input{flex:1 1 16rem;max-width:32rem;accent-color:var(--s0)}.slider input[hidden]{display:none}.slider output{font-weight:650;font-variant-numeric:tabular-nums}
.share span{display:inline-block;width:3.2em;text-align:right;margin-right:.6em}.share svg{width:7rem;height:.5rem;vertical-align:.08em}
.track{fill:var(--grid)}.fill{fill:var(--s0)}.summary .fill{fill:var(--s1)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(7rem,1fr));gap:1rem}
.tile img{display:block;width:96px;height:96px;object-fit:contain;object-position:left bottom;image-rendering:auto}
.gone{width:96px;height:96px;display:grid;place-items:center;background:var(--raised);color:var(--muted);font-size:.75rem;border-radius:4px}
.tile figcaption{margin-top:.35rem;font-size:.78rem;line-height:1.35;color:var(--muted)}.tile b{color:var(--ink);font-variant-numeric:tabular-nums}
.tile span{display:block}.tile [title]{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.example{margin:0 0 1.8rem}.example .name{margin:0 0 .5rem;font-size:.9rem;overflow-wrap:anywhere}
.grid{display:grid;gap:.7rem .6rem}.of4>.panel,.grid .live{min-width:0}
.grid.of2{grid-template-columns:repeat(2,minmax(0,1fr))}.grid.of3{grid-template-columns:repeat(3,minmax(0,1fr))}.grid.of4{grid-template-columns:repeat(4,minmax(0,1fr))}
.panel figcaption{font-size:.78rem;line-height:1.35;min-height:1.35em;color:var(--muted);margin:0 0 .25rem;font-variant-numeric:tabular-nums}
.panel img,.panel canvas{display:block;width:100%;height:auto;border-radius:4px;background:var(--raised)}.crisp{image-rendering:pixelated}
.live input{width:100%;margin:.35rem 0 0;accent-color:var(--s1)}.live input[hidden]{display:none}
.swatch{width:14px;height:14px;flex:none}.scale{width:7rem;height:.6rem;border-radius:2px}
details{margin:.4rem 0;border-top:1px solid var(--grid)}summary{cursor:pointer;padding:.6rem 0;font-weight:600}
.record{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.15rem 1.5rem;margin:0 0 1rem;font-size:.85rem}
.record dt{color:var(--muted);overflow-wrap:anywhere}.record dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.reading{position:fixed;pointer-events:none;z-index:1;background:var(--ground);color:var(--ink);border:1px solid var(--rule);border-radius:6px;padding:.4rem .6rem;font-size:.78rem;line-height:1.4;white-space:pre;font-variant-numeric:tabular-nums;box-shadow:0 2px 8px rgb(0 0 0/.12)}
footer{margin-top:3rem;color:var(--muted);font-size:.85rem}
@media (max-width:52rem){.grid.of3,.grid.of4{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:40rem){.page{padding:1.5rem 1rem 3rem}.keys{grid-template-columns:1fr 1fr}.record{grid-template-columns:1fr}.record dd{margin-bottom:.4rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{nav,.slider input{display:none}section{break-inside:avoid-page}}`
