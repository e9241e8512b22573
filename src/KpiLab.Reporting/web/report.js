// Draws each figure again with Plotly once it comes into view: the numbers are the same, hover and zoom are added.
// Without this script, or where Plotly has no drawing for a figure, the still drawing stays.
(() => {
  'use strict';
  const Plotly = window.Plotly;
  if (!Plotly) return;
  const tones = JSON.parse(document.getElementById('kl-tones').textContent);
  const system = matchMedia('(prefers-color-scheme: dark)');
  const leastWidth = 640;   // below, the still drawing is the better one: there is no pointer to hover with, and dragging scrolls
  const traces = new Set(['scatter', 'bar']);
  const known = script => {
    const { data } = JSON.parse(script.textContent);
    return data.length > 0 && data.every(trace => traces.has(trace.type));
  };
  const config = {
    displaylogo: false, displayModeBar: false, responsive: false, scrollZoom: false, showTips: false,
  };

  const isDark = () => {
    const picked = document.querySelector('input[name=theme]:checked');
    return picked && picked.value !== 'auto' ? picked.value === 'dark' : system.matches;
  };
  // Every colour of the light theme has its own value, so that it can be exchanged for the dark one.
  const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)).join(',');
  const soft = Object.fromEntries(Object.entries(tones).map(([light, dark]) => [rgb(light), rgb(dark)]));
  const themed = text => !isDark() ? text : text
    .replace(/("|color:)(#[0-9a-f]{6})(?=["\\])/g, (all, before, colour) => tones[colour] ? before + tones[colour] : all)
    .replace(/"rgba\((\d+,\d+,\d+),/g, (all, colour) => soft[colour] ? `"rgba(${soft[colour]},` : all);

  const width = figure => {
    const style = getComputedStyle(figure);
    return Math.floor(figure.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
  };

  const show = (figure, live) => {
    figure.classList.toggle('is-live', live);
    for (const part of figure.querySelectorAll('.live, .hint')) part.hidden = !live;
  };

  const draw = figure => {
    const figureText = figure.querySelector('script').textContent;
    const { data, layout } = JSON.parse(themed(figureText));
    const live = figure.querySelector('.live');
    layout.width = width(figure);
    show(figure, true);
    figure.drawn = `${layout.width} ${isDark()}`;
    Plotly.react(live, data, layout, config).catch(() => show(figure, false));
  };

  const visible = new Set();
  const refresh = () => { 
    for (const figure of visible) {
      if (width(figure) < leastWidth) show(figure, false);
      else if (figure.drawn !== `${width(figure)} ${isDark()}` || !figure.classList.contains('is-live')) draw(figure);
    }
  };
  const seen = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target); else visible.delete(target);
    }
    refresh();
  }, { rootMargin: '200px' });
  const sized = new ResizeObserver(() => requestAnimationFrame(refresh));
  for (const figure of document.querySelectorAll('figure.fig')) {
    const script = figure.querySelector('script');
    if (script && known(script)) { seen.observe(figure); sized.observe(figure); }
  }
  system.addEventListener('change', refresh);
  for (const radio of document.querySelectorAll('input[name=theme]')) radio.addEventListener('change', refresh);
})();
