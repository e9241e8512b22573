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
  const frames = () => document.querySelectorAll('iframe.html');
  addEventListener('resize', () => frames().forEach(fit));

  // Paper does not scroll: what is wider than the page is made smaller, down to half.
  const shrink = frame => {
    const body = frame.contentDocument && frame.contentDocument.body;
    if (!body) return;
    const wide = [...body.querySelectorAll('*')].map(e => e.clientWidth > 0 ? e.scrollWidth / e.clientWidth : 1);
    body.style.zoom = Math.max(0.5, 0.99 / wide.reduce((most, w) => Math.max(most, w), 1));
  };
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('paper');
    frames().forEach(frame => { shrink(frame); fit(frame); });
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('paper');
    frames().forEach(frame => { if (frame.contentDocument && frame.contentDocument.body) frame.contentDocument.body.style.zoom = ''; fit(frame); });
  });

  const Plotly = window.Plotly;
  if (!Plotly) return;
  const config = { displaylogo: false, displayModeBar: false, scrollZoom: false, showTips: false };
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  for (const plot of document.querySelectorAll('.plot')) {
    // Plotly's figure is a light one for wide places; the drawing in its frame follows the theme and the width.
    if ((dark || plot.clientWidth < 600) && plot.querySelector('.still iframe')) continue;
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
