// Frames get the height of what they hold; figures are drawn by Plotly where it is there, and the still drawing stays where it cannot.
(() => {
  'use strict';
  const fit = frame => {
    const held = frame.contentDocument;
    if (held && held.body) frame.style.height = Math.min(20000, Math.ceil(held.documentElement.getBoundingClientRect().height) + 2) + 'px';
  };
  for (const frame of document.querySelectorAll('iframe.html')) {
    frame.addEventListener('load', () => fit(frame));
    fit(frame);
  }
  addEventListener('resize', () => document.querySelectorAll('iframe.html').forEach(fit));

  const Plotly = window.Plotly;
  if (!Plotly) return;
  const config = { displaylogo: false, displayModeBar: false, scrollZoom: false, showTips: false };
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  for (const plot of document.querySelectorAll('.plot')) {
    if (dark && plot.querySelector('.still iframe')) continue; // Plotly's figure is a light one; the drawing in its frame follows the theme
    const live = plot.querySelector('.live');
    const still = plot.querySelector('.still');
    const show = isLive => { live.hidden = !isLive; still.hidden = isLive; };
    try {
      const { data, layout = {} } = JSON.parse(plot.querySelector('script').textContent);
      show(true);
      layout.width = Math.floor(plot.clientWidth);
      Plotly.newPlot(live, data, layout, config).catch(() => show(false));
    } catch {
      show(false);
    }
  }
})();
