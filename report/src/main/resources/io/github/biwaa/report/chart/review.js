(() => {
  const content = document.getElementById('content'), state = document.getElementById('state');
  const person = sessionStorage.person ||= String(Math.random()).slice(2);
  const seen = [];
  let typed = '', busy = false;
  const shown = () => content.querySelector('figure')?.dataset.picture;
  const letters = text => text.toLowerCase().replace(/[^\p{L}]/gu, '');
  const found = () => [...content.querySelectorAll('.answers:not(.others) button')]
      .filter(one => letters(one.querySelector('span').textContent).startsWith(typed));
  const mark = () => {
    const all = typed ? found() : [];
    content.querySelectorAll('button').forEach(one => one.classList.toggle('found', one === all[0]));
    const told = document.getElementById('typed');
    if (told && typed) told.textContent = typed + (all.length ? ', Enter chooses ' + all[0].querySelector('span').textContent : ': no class begins so');
  };
  const post = async (answer, picture) => {
    if (busy) return;
    busy = true;
    const leaving = shown();
    try {
      const form = new URLSearchParams({person, answer, picture: picture ?? leaving ?? -1});
      const got = await fetch(content.dataset.post,
          {method: 'POST', headers: {'X-Biwaa-Token': content.dataset.token}, body: form});
      const text = await got.text();
      if (!got.ok) throw new Error(text);
      if (answer !== 'next' && answer !== 'show') seen.push(leaving);
      content.innerHTML = text;
      typed = '';
      state.className = 'live';
      state.textContent = 'review';
    } catch (failure) {
      state.className = 'live lost';
      state.textContent = 'not saved: ' + failure.message;
    }
    busy = false;
  };
  const answer = what => {
    if (what !== 'back') return post(what);
    if (seen.length) post('show', seen.pop());
  };
  content.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button) answer(button.dataset.answer);
  });
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !shown()) return;
    const key = event.key;
    if (key >= '1' && key <= '9' && key.length === 1) content.querySelector(`button[data-answer="${key - 1}"]`)?.click();
    else if (key === '0') answer('none');
    else if (key === ' ') answer('skip');
    else if (key === 'ArrowLeft') answer('back');
    else if (key === 'Enter' && typed) found()[0]?.click();
    else if (key === 'Backspace') { typed = typed.slice(0, -1); mark(); }
    else if (key === 'Escape') { typed = ''; mark(); }
    else if (key.length === 1 && letters(key)) { typed += letters(key); mark(); }
    else return;
    event.preventDefault();
  });
  post('next');
})();
