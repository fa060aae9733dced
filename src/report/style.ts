/** Style of the page. Colours meet WCAG 2.2 AA (4.5:1 for text, 3:1 for marks) in light and dark. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#4c5866;--line:#d5dbe3;--bg:#fff;--panel:#f5f7fa;--link:#0b4f9c;--good:#0a5c36;--goodbg:#e4f4ea;--bad:#9b1c1c;--badbg:#fdeaea;--mid:#7a4a00;--midbg:#fdf1dc}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#b3bfcc;--line:#3a4654;--bg:#12181f;--panel:#1b232d;--link:#8ec1ff;--good:#8fdcb0;--goodbg:#12301f;--bad:#ffb0ab;--badbg:#3d1618;--mid:#f3cd86;--midbg:#38290d}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer,nav{max-width:76rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2.25rem}header>p{max-width:none}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .35rem}
h2{font-size:1.35rem;margin:3rem 0 .75rem;padding-top:.5rem;border-top:2px solid var(--ink)}
h3{font-size:1.12rem;margin:0 0 .25rem}
h4{font-size:1rem;margin:1.25rem 0 .35rem}
p{margin:.4rem 0 .8rem;max-width:48rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,input:focus-visible,select:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem 1rem;z-index:2}
.soft{color:var(--soft)}
code{font:.86em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.35rem;padding:.75rem 1rem;overflow-x:auto;margin:.5rem 0 1rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;padding:.6rem 0;margin:1.25rem 0 0;border-bottom:1px solid var(--line);border-top:1px solid var(--line)}
.notice{border-left:.3rem solid var(--link);background:var(--panel);padding:.7rem 1rem;margin:1.25rem 0;max-width:none}
.notice p{margin:.15rem 0;max-width:none}
.demo{border-color:var(--mid)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.25rem 0 0;padding:0}
.tiles div{border:1px solid var(--line);border-radius:.35rem;padding:.6rem .9rem;background:var(--panel)}
.tiles dt{color:var(--soft);font-size:.88rem}
.tiles dd{margin:0;font-size:1.6rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.94rem;margin:.5rem 0 1rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;white-space:nowrap;color:var(--soft);border-bottom:2px solid var(--line)}
tbody th{color:inherit;border-bottom:1px solid var(--line)}
td.n{text-align:right;font-variant-numeric:tabular-nums;padding-right:1.5rem}th.n{text-align:right;padding-right:1.5rem}
td.time,.nowrap{white-space:nowrap}
td ul{margin:0;padding:0;list-style:none}td li{padding:.12rem 0}
.chip{display:inline-block;border-radius:.25rem;padding:.02rem .5rem;font-size:.88rem;font-weight:600;white-space:nowrap;border:1px solid currentColor}
.good{color:var(--good);background:var(--goodbg)}.bad{color:var(--bad);background:var(--badbg)}.mid{color:var(--mid);background:var(--midbg)}.none{color:var(--soft);background:var(--panel)}
.filter{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:end;margin:.25rem 0 .5rem}
.filter[hidden]{display:none}
.filter label{display:grid;font-size:.88rem;color:var(--soft)}
input,select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--soft);border-radius:.3rem;padding:.3rem .55rem;min-height:2.1rem}
article{border:1px solid var(--line);border-radius:.4rem;padding:1.1rem 1.35rem;margin:0 0 1.5rem}
article.deny{border-left:.35rem solid var(--bad)}article.allow{border-left:.35rem solid var(--good)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:.35rem 0;font-size:.94rem}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
.finding{background:var(--panel);border-radius:.35rem;padding:.7rem 1rem;margin:.5rem 0}
.finding p{margin:.2rem 0 .35rem;max-width:60rem}
.changes{padding-left:1.1rem;margin:.25rem 0}.changes ul{padding-left:1.1rem;color:var(--soft);font-size:.94rem}
footer{margin-top:3rem;padding-top:1rem;padding-bottom:3rem;color:var(--soft);font-size:.9rem}
@media (max-width:42rem){main,header,footer,nav{padding:0 1rem}.facts{grid-template-columns:1fr}.facts dd{margin-bottom:.35rem}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--line:#999;--bg:#fff;--panel:#fff;--link:#000;--good:#0a5c36;--goodbg:#fff;--bad:#9b1c1c;--badbg:#fff;--mid:#7a4a00;--midbg:#fff}
body{font-size:9.5pt}nav,.filter,.skip{display:none}main,header,footer{max-width:none;padding:0}h2{break-after:avoid;margin-top:1.5rem}article,.finding,tr,.tiles div{break-inside:avoid}article{break-inside:auto}h3,h4{break-after:avoid}a{text-decoration:none}.scroll{overflow:visible}@page{margin:16mm 14mm}tr[hidden]{display:table-row}}
`

/** Filters the table of changes. The page says everything without it. */
export const SCRIPT = `
(function(){var form=document.getElementById('filter');if(!form)return;form.hidden=false;
var text=document.getElementById('filter-text'),pick=document.getElementById('filter-decision'),count=document.getElementById('filter-count');
var rows=[].slice.call(document.querySelectorAll('#changes-table tbody tr'));
function run(){var words=text.value.toLowerCase().split(/\\s+/).filter(Boolean),n=0;
rows.forEach(function(row){var t=row.textContent.toLowerCase();
var ok=(!pick.value||row.dataset.decision===pick.value)&&words.every(function(w){return t.indexOf(w)>=0});
row.hidden=!ok;if(ok)n++});count.textContent=n+' of '+rows.length+' changes shown'}
text.addEventListener('input',run);pick.addEventListener('change',run);form.addEventListener('submit',function(e){e.preventDefault()});run()})();
`
