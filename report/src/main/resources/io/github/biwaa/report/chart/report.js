(() => {
  const tip = document.getElementById('tip');
  const number = v => {
    if (Number.isInteger(v)) return v.toLocaleString('en');
    const a = Math.abs(v);
    return a >= 0.001 && a < 1e5 ? String(+v.toPrecision(4)) : v.toExponential(2);
  };
  const numbers = text => text ? text.split(',').map(Number) : [];
  const nearest = (values, wanted) => {
    let best = 0;
    for (let i = 1; i < values.length; i++) if (Math.abs(values[i] - wanted) < Math.abs(values[best] - wanted)) best = i;
    return best;
  };
  const pointsOf = svg => {
    let longest = [];
    for (const curve of svg.querySelectorAll('.curve')) {
      const x = numbers(curve.dataset.x);
      if (x.length > longest.length) longest = x;
    }
    return longest;
  };
  const sides = svg => ({left: +svg.dataset.left, right: +svg.dataset.right, end: +svg.dataset.xmax});
  let shown = null, keyed = null, pointed = null;
  const hide = () => {
    tip.hidden = true;
    if (shown) shown.querySelector('.cursor').style.visibility = 'hidden';
    shown = keyed = null;
  };
  const place = (x, y) => {
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(innerWidth - box.width - 4, x + 14)) + 'px';
    tip.style.top = Math.max(4, Math.min(innerHeight - box.height - 4, y + 16)) + 'px';
  };
  const tell = (svg, wanted) => {
    if (shown && shown !== svg) hide();
    shown = svg;
    tip.replaceChildren();
    const head = tip.appendChild(document.createElement('b'));
    let step = null;
    for (const curve of svg.querySelectorAll('.curve')) {
      const x = numbers(curve.dataset.x), y = numbers(curve.dataset.y);
      if (!x.length) continue;
      const i = nearest(x, wanted);
      if (step === null || Math.abs(x[i] - wanted) < Math.abs(step - wanted)) step = x[i];
      const row = tip.appendChild(document.createElement('span'));
      const name = row.appendChild(document.createElement('span'));
      const swatch = name.appendChild(document.createElement('i'));
      swatch.className = 'swatch';
      swatch.style.color = getComputedStyle(curve).color;
      swatch.style.opacity = getComputedStyle(curve).opacity;
      name.append(curve.dataset.name);
      row.appendChild(document.createElement('span')).textContent = number(y[i]);
    }
    head.textContent = svg.dataset.title + ', ' + svg.dataset.across + ' ' + number(step);
    const {left, right, end} = sides(svg), cursor = svg.querySelector('.cursor'), x = left + step / end * (right - left);
    cursor.setAttribute('x1', x);
    cursor.setAttribute('x2', x);
    cursor.style.visibility = 'visible';
    return x;
  };
  const point = event => {
    const svg = event.target.closest && event.target.closest('svg.lines');
    if (!svg) return shown && !keyed || event.type === 'pointerdown' ? hide() : undefined;
    keyed = null;
    pointed = {clientX: event.clientX, clientY: event.clientY, type: 'pointermove'};
    const box = svg.getBoundingClientRect(), {left, right, end} = sides(svg);
    const at = Math.max(left, Math.min(right, (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width));
    tell(svg, (at - left) / (right - left) * end);
    place(event.clientX, event.clientY);
  };
  // Keys: a chart that has the focus is walked step by step.
  const walk = (svg, index) => {
    const x = tell(svg, pointsOf(svg)[index]), box = svg.getBoundingClientRect();
    keyed = {svg, index};
    place(box.left + x * box.width / svg.viewBox.baseVal.width, box.top + box.height / 3);
  };
  const key = event => {
    const svg = event.target.closest && event.target.closest('svg.lines');
    if (event.key === 'Escape') return hide();
    if (!svg) return;
    const last = pointsOf(svg).length - 1, now = keyed && keyed.svg === svg ? keyed.index : last;
    const next = {ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last}[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    walk(svg, Math.max(0, Math.min(last, next)));
  };
  // Fingers: what a mouse is told by a title.
  const touch = event => {
    const named = event.pointerType === 'touch' && event.target.closest && event.target.closest('[title],svg rect,svg path');
    const text = named && (named.getAttribute('title') || (named.querySelector('title') || {}).textContent);
    if (!text) return;
    tip.textContent = text;
    place(event.clientX, event.clientY);
  };
  addEventListener('pointermove', point);
  addEventListener('pointerdown', event => { point(event); touch(event); });
  addEventListener('keydown', key);
  addEventListener('focusin', event => {
    if (event.target.matches('svg.lines:focus-visible')) walk(event.target, Math.max(0, pointsOf(event.target).length - 1));
  });
  addEventListener('focusout', hide);
  addEventListener('scroll', () => keyed ? walk(keyed.svg, keyed.index) : hide(), {passive: true});

  const content = document.getElementById('content'), state = document.getElementById('state');
  const path = content.dataset.refresh;
  if (!path) return;
  let last = '';
  const refresh = async () => {
    try {
      const answer = await fetch(path, {cache: 'no-store'});
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      if (html !== last) {
        const open = [...content.querySelectorAll('details')].map(one => one.open);
        const focus = document.activeElement.dataset.title, walked = keyed && keyed.index, pointing = shown && !keyed;
        hide();
        content.innerHTML = html;
        content.querySelectorAll('details').forEach((one, i) => { if (i < open.length) one.open = open[i]; });
        const again = focus && content.querySelector(`svg.lines[data-title="${CSS.escape(focus)}"]`);
        if (again) {
          again.focus({preventScroll: true});
          if (walked !== null) walk(again, Math.min(walked, pointsOf(again).length - 1));
        } else if (pointing) {
          point({...pointed, target: document.elementFromPoint(pointed.clientX, pointed.clientY) || content});
        }
        last = html;
      }
      state.className = 'live';
      state.textContent = 'live';
    } catch (failure) {
      state.className = 'live lost';
      state.textContent = 'no answer; trying again';
    }
    setTimeout(refresh, 2000);
  };
  refresh();
})();
