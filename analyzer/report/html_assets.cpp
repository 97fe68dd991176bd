// Style and script of the HTML page, as they stand in it.
#include "report/html_parts.h"

namespace gordian::report {

llvm::StringRef pageStyle() {
  return R"css(
:root { --ground: #fff; --raised: #f6f7f9; --text: #1b1f24; --quiet: #57606a; --edge: #d0d7de; --error: #b3261e;
  --warning: #8a5a00; --note: #0b57a4; --mark: #fff3c4; --sync: #0b57a4; --focus: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --raised: #1d2228; --text: #e3e7ec; --quiet: #9aa5b1;
  --edge: #3a424c; --error: #ff8a80; --warning: #f0c060; --note: #7fb8ff; --mark: #4a3d10; --sync: #7fb8ff;
  --focus: #9ccaff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; z-index: 1; padding: .6rem 1.2rem; background: var(--raised);
  border-bottom: 1px solid var(--edge); }
h1 { margin: 0; font-size: 1.25rem; } h2 { font-size: 1.1rem; } h3 { margin: .6rem 0 .3rem; font-size: .95rem; }
small, .keys { color: var(--quiet); font-weight: normal; } .keys { margin: 0; font-size: .8rem; }
kbd { padding: 0 .3em; border: 1px solid var(--edge); border-radius: 3px; font: .85em monospace; }
form { display: flex; flex-wrap: wrap; gap: .4rem 1rem; margin-top: .4rem; font-size: .85rem; }
input, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--edge);
  border-radius: 4px; padding: .1rem .3rem; }
main { max-width: 1500px; margin: 0 auto; padding: .8rem 1.2rem 4rem; }
article { margin: .5rem 0; border: 1px solid var(--edge); border-radius: 6px; background: var(--ground); }
article > details > summary { padding: .5rem .8rem; cursor: pointer; }
article > details[open] > summary { border-bottom: 1px solid var(--edge); background: var(--raised); }
article > details > :not(summary) { margin-left: .8rem; margin-right: .8rem; }
article .title { font-weight: 600; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.badge { padding: 0 .5em; border: 1px solid var(--edge); border-radius: 1em; font-size: .8rem; }
.badge.error { color: var(--error); border-color: currentColor; }
.badge.warning { color: var(--warning); border-color: currentColor; }
.badge.note { color: var(--note); border-color: currentColor; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .8rem; }
.sides section { min-width: 0; padding: .2rem .8rem .6rem; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--raised); }
code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: .3rem 0; padding: .4rem 0; background: var(--ground); border: 1px solid var(--edge);
  border-radius: 4px; overflow-wrap: normal; }
.text pre { padding: .6rem; } .source span { display: block; padding-right: .6rem; }
.source i { display: inline-block; width: 4em; padding-right: 1em; text-align: right; color: var(--quiet);
  font-style: normal; user-select: none; }
.source .here { background: var(--mark); }
.stack { margin: .3rem 0; padding-left: 2rem; } .sides p { margin: .2rem 0; }
figure { margin: .8rem 0; } .scroll { overflow-x: auto; }
.diagram { font: 12px system-ui, sans-serif; } .diagram text { fill: var(--text); paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
.diagram .thread { font-weight: 600; } .diagram .life { stroke: var(--edge); stroke-width: 2; }
.diagram .sync, .diagram .head { fill: var(--sync); } .diagram .access { fill: var(--error); }
.diagram .access-text { font-weight: 600; }
.diagram .order { stroke: var(--sync); stroke-width: 1.5; }
.diagram .missing { stroke: var(--error); stroke-width: 1.5; stroke-dasharray: 5 4; }
.diagram text.missing-text { fill: var(--error); }
.hint { padding: .5rem .8rem; border-left: 3px solid var(--note); background: var(--raised); }
.clean { font-size: 1.1rem; } [hidden] { display: none; }
#runs { margin-top: 2rem; } table { border-collapse: collapse; font-size: .85rem; }
th, td { padding: .2rem .6rem; border: 1px solid var(--edge); text-align: left; }
@media print { header { position: static; } form, .keys { display: none; } }
)css";
}

llvm::StringRef pageScript() {
  return R"js(
'use strict';
(() => {
  const articles = [...document.querySelectorAll('article')];
  const by = id => document.getElementById(id);
  const texts = new Map(articles.map(article => [article, article.textContent.toLowerCase()]));
  const shown = () => articles.filter(article => !article.hidden);
  const fits = (article, name) => !by(name).value || article.dataset[name] === by(name).value;
  const filter = () => {
    const words = by('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const article of articles) {
      const found = words.every(word => texts.get(article).includes(word));
      article.hidden = !(found && fits(article, 'kind') && fits(article, 'severity') && fits(article, 'state'));
    }
    by('count').textContent = shown().length + ' of ' + articles.length + ' shown';
  };
  by('filters').addEventListener('input', filter);
  by('filters').addEventListener('submit', event => event.preventDefault());
  const step = by => {
    const list = shown();
    if (!list.length) return;
    const at = list.findIndex(article => article.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
    const summary = list[next].querySelector('summary');
    summary.focus();
    summary.scrollIntoView({block: 'center'});
  };
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches('input, select')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else if (event.key === '/') { by('search').focus(); event.preventDefault(); }
    else if (event.key === 'a') {
      const open = shown().some(article => !article.firstElementChild.open);
      for (const article of shown()) article.firstElementChild.open = open;
    }
  });
  const jump = () => {
    const article = location.hash && by(location.hash.slice(1));
    if (article) { article.firstElementChild.open = true; article.scrollIntoView(); }
  };
  addEventListener('hashchange', jump);
  filter();
  jump();
})();
)js";
}

} // namespace gordian::report
