namespace KpiLab.Testing;

/// <summary>What is asked of every page, as programs that run in it.</summary>
internal static class PageChecks
{
    /// <summary>How far the page reaches beyond its window.</summary>
    public const string Overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

    /// <summary>Texts whose contrast to what is behind them is below 4.5:1 (WCAG 2.2, 1.4.3).</summary>
    public const string Faint =
        """
        () => {
          const rgb = c => (c.match(/[\d.]+/g) ?? []).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
          const over = (top, below) => top.length < 4 || top[3] === 1 ? top.slice(0, 3) : top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
          const ground = e => {
            for (; e; e = e.parentElement) {
              const style = getComputedStyle(e), colour = rgb(style.backgroundColor);
              const image = /linear-gradient\((rgb\([^)]*\))/.exec(style.backgroundImage);
              if (image) return rgb(image[1]);
              if (colour.length === 3 || colour[3] > 0) return over(colour, [255, 255, 255]);
            }
            return [255, 255, 255];
          };
          const found = new Set();
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const parent = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !parent.getClientRects().length || ['SCRIPT', 'STYLE', 'title', 'desc'].includes(parent.tagName)) continue;
            const style = getComputedStyle(parent);
            if (style.clipPath !== 'none' || parent.classList.contains('skip')) continue;
            const text = rgb(parent.closest('svg') ? style.fill : style.color);
            const behind = ground(parent.closest('svg') ?? parent);
            const [a, b] = [light(text), light(behind)];
            const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (contrast < 4.5) found.add(`${contrast.toFixed(2)} ${parent.tagName}.${parent.getAttribute('class')}: ${texts.currentNode.data.trim().slice(0, 40)}`);
          }
          return [...found];
        }
        """;
}
