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
  let shown = null;
  const hide = () => {
    tip.hidden = true;
    if (shown) shown.querySelector('.cursor').style.visibility = 'hidden';
    shown = null;
  };
  const point = event => {
    const svg = event.target.closest && event.target.closest('svg.lines');
    if (!svg) return hide();
    if (shown && shown !== svg) hide();
    shown = svg;
    const box = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / box.width;
    const left = +svg.dataset.left, right = +svg.dataset.right, end = +svg.dataset.xmax;
    const at = Math.max(left, Math.min(right, (event.clientX - box.left) * scale));
    const wanted = (at - left) / (right - left) * end;
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
    head.textContent = svg.dataset.title + ', iteration ' + number(step);
    const cursor = svg.querySelector('.cursor'), x = left + step / end * (right - left);
    cursor.setAttribute('x1', x);
    cursor.setAttribute('x2', x);
    cursor.style.visibility = 'visible';
    tip.hidden = false;
    const place = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(innerWidth - place.width - 4, event.clientX + 14)) + 'px';
    tip.style.top = Math.max(4, Math.min(innerHeight - place.height - 4, event.clientY + 16)) + 'px';
  };
  addEventListener('pointermove', point);
  addEventListener('pointerdown', point);
  addEventListener('scroll', hide, {passive: true});

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
        content.innerHTML = html;
        content.querySelectorAll('details').forEach((one, i) => { if (i < open.length) one.open = open[i]; });
        hide();
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
