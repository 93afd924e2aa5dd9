// What is wrong with how a page is laid out at this width: a list of sentences, empty when all is
// well. Left alone: text that scrolls or sticks on purpose, or is there for screen readers only.
(width) => {
  const faults = [];
  if (innerWidth !== width) faults.push(`is shown ${innerWidth} wide`);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} wide`);

  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const hidden = (element) => {
    if (element.closest("[inert]")) return true;
    for (let each = element; each && each !== root; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.clipPath !== "none" || style.visibility === "hidden" || style.opacity === "0") return true;
      if (/auto|scroll/.test(style.overflowX) || /sticky|fixed/.test(style.position)) return true;
    }
    return !element.checkVisibility();
  };

  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim() || hidden(text.parentElement)) continue;
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      lines.push({ text, box });
      if (box.right > root.clientWidth + 1 || box.left < -1) faults.push(`runs off the page: ${short(text.data)}`);
    }
    for (let each = text.parentElement; each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (!/hidden|clip/.test(style.overflowX) || style.display === "inline") continue;
      if (style.textOverflow === "ellipsis") break; // cut off on purpose, and it shows
      const outer = each.getBoundingClientRect(), inner = range.getBoundingClientRect();
      const slack = 1 + (parseFloat(style.overflowClipMargin) || 0);
      if (inner.right > outer.right + slack || inner.bottom > outer.bottom + slack) faults.push(`is cut off: ${short(text.data)}`);
    }
  }

  // Lines of text stand closer than their boxes: only where half of one is covered is it a fault.
  lines.sort((one, other) => one.box.top - other.box.top);
  lines.forEach(({ text, box }, place) => {
    for (const { text: below, box: other } of lines.slice(place + 1)) {
      if (other.top > box.bottom) break;
      const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const down = Math.min(box.bottom, other.bottom) - other.top;
      const covers = across > 4 && down > Math.min(box.height, other.height) / 2;
      if (text !== below && covers) faults.push(`lies over each other: ${short(text.data)} / ${short(below.data)}`);
    }
  });
  return [...new Set(faults)];
}
