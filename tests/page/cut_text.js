// What a layout hides or lays one on another, measured on what the browser has laid out: for test_cut_text.py.

window.visible = (rect, element) => {
  // What is left of a box where its ancestors hide the rest; only what cannot be scrolled to is cut.
  let [left, top, right, bottom] = [rect.left, rect.top, rect.right, rect.bottom];
  let cut = '';
  for (let each = element; each && each !== document.body; each = each.parentElement) {
    const style = getComputedStyle(each);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    const box = each.getBoundingClientRect();
    const scrolls = style.overflowY === 'auto' || style.overflowY === 'scroll';
    if (right > box.right + 1 || left < box.left - 1) cut = 'cut at the side by ' + each.className;
    if (!scrolls && (bottom > box.bottom + 1 || top < box.top - 1)) cut = 'cut by ' + each.className;
    [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
  }
  if (right > innerWidth + 1 || left < -1) cut = 'outside the screen';
  return { left, top, right, bottom, cut, seen: right - left > 1 && bottom - top > 1 };
};
window.textsIn = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const [node, element] = [walker.currentNode, walker.currentNode.parentElement];
    if (!node.data.trim() || element.closest('option, .unseen, noscript, svg, dialog')) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let box = element;
    while (getComputedStyle(box).display === 'inline') box = box.parentElement;
    found.push({ text: node.data.trim(), element, box, rect: range.getBoundingClientRect() });
  }
  return found;
};
window.overlap = (a, b) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1.5;
window.inside = (a, b) => a.left >= b.left - 1.5 && a.right <= b.right + 1.5 && a.top >= b.top - 1.5 && a.bottom <= b.bottom + 1.5;

// Two frames, so that sizes are known and texts fitted; with notices in sight, or without, so that none comes between.
window.settle = async (withNotices) => {
  document.querySelector('#notices').hidden = !withNotices;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
};

// The whole page: [texts that were measured, faults].
window.cutOnThePage = async () => {
  await settle(true);
  const texts = textsIn(document.body).map((each) => ({ ...each, ...visible(each.rect, each.element) }));
  const faults = texts.flatMap(({ text, cut, box, rect }) => [
    ...(cut ? [`${text}: ${cut}`] : []),
    ...(inside(rect, box.getBoundingClientRect()) ? [] : [`${text}: larger than its ${box.tagName} ${box.className}`]),
  ]);
  const seen = texts.filter((each) => each.seen);
  seen.forEach((a, i) => seen.slice(i + 1).forEach((b) => {
    if (a.box !== b.box && overlap(a, b)) faults.push(`${a.text} lies on ${b.text}`);
  }));
  const notices = document.querySelector('#notices');
  for (const each of document.querySelectorAll('button, a, select, input')) {
    const place = visible(each.getBoundingClientRect(), each);
    if (!notices.contains(each) && each.checkVisibility() && place.seen && overlap(place, notices.getBoundingClientRect()))
      faults.push(`a notice lies on ${each.textContent || each.className}`);
  }
  return [texts.length, faults];
};

// Every chart, shown by the component that shows charts.
window.cutInCharts = async ({ charts, whole }) => {
  await settle(false);
  const faults = [];
  const { connection, stage, stand } = jamd;
  const onStand = document.body.dataset.room === 'stand';
  const panel = stage.panels.find(({ element }) => element.querySelector('.bars'));
  const list = onStand ? stand.faces.bars.element : panel.element.querySelector('.bars');
  for (const chart of charts) {
    if (onStand) stand.faces.bars.show(chart, null);
    else panel.show({ ...connection.snapshot, chart });
    const frame = list.getBoundingClientRect();
    const report = (text, what) => faults.push(`${chart.title}: ${text} ${what}`);
    if (onStand && chart.bars.length <= whole && list.scrollHeight > list.clientHeight + 1) report('', 'is not whole');
    if (list.children.length !== chart.bars.length) report('', 'lacks bars');
    for (const bar of list.children) {
      const box = bar.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1) report(bar.textContent, 'is outside');
      const texts = [...bar.firstElementChild.children];
      const rects = texts.map((each) => each.getBoundingClientRect());
      texts.forEach((each, i) => {
        if (!inside(rects[i], box) || each.scrollWidth > each.clientWidth + 1) report(each.textContent, 'is cut');
        if (rects.slice(i + 1).some((other) => overlap(rects[i], other))) report(each.textContent, 'is covered');
      });
    }
  }
  return faults;
};

// Every chord as the one that sounds, and as the next: [size of the smallest of each in px, faults].
window.cutChords = ({ chords }) => {
  const { clock, connection, stage, stand } = jamd;
  const onStand = document.body.dataset.room === 'stand';
  const panel = stage.panels.find(({ element }) => element.querySelector('.harmony'));
  const real = { now: clock.now, snapshot: connection.snapshot };
  const faults = [];
  const smallest = [Infinity, Infinity];
  Object.defineProperty(clock, 'running', { value: true, configurable: true });
  clock.now = () => 0;
  chords.forEach((now, i) => {
    const next = chords[(i + 1) % chords.length];
    const bars = [[{ beat: 0, chord: now }], [{ beat: 0, chord: next }]];
    const place = { ...real.snapshot.place, bar: 0, bar_line: 0, beats: 4, chorus: 0, chart_bar: 0, loop: null };
    connection.snapshot = { ...real.snapshot, place, chart: { ...real.snapshot.chart, bars, intro: 0, meters: [] } };
    if (onStand) stand.faces.place.show(connection.snapshot);
    else panel.onFrame();
    const harmony = (onStand ? stand.faces.place : panel).element.querySelector('.harmony');
    [...harmony.children].forEach((each, which) => {
      const range = document.createRange();
      range.selectNodeContents(each);
      if (!inside(range.getBoundingClientRect(), each.getBoundingClientRect())) faults.push(`${now} ${next}: cut`);
      smallest[which] = Math.min(smallest[which], parseFloat(each.style.fontSize));
    });
    if (harmony.textContent !== `${now}→ ${next}`) faults.push(`${now} ${next}: shown as ${harmony.textContent}`);
  });
  delete clock.running;
  clock.now = real.now;
  connection.snapshot = real.snapshot;
  return [smallest, faults];
};

// As full as the page gets: a turn that is counted down, wishes that are ahead, a notice.
window.fill = () => {
  const { connection, notify } = jamd;
  document.querySelectorAll('.notice button').forEach((button) => button.click());
  const at = connection.snapshot.place.bar_line ?? 0;
  connection.snapshot.place.coming = [{ what: 'loop 17-24', at: at + 40000 }, { what: 'last chorus', at: at + 90000 }];
  Object.assign(connection.snapshot.place, { turn: 'band', turn_ends: at + 15000 });
  notify('This is the first tune of Friday at the Corner', true);
  jamd.stage.onFrame();
  jamd.stand.onFrame();
};
