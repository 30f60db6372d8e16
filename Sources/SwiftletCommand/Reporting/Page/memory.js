const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const movements = () => {
  const { canvas, view, overview, plan } = graph;
  const pointers = new Map();
  let moved = 0;
  const middleOf = (points) => [sum(points.map((one) => one.clientX)) / points.length, sum(points.map((one) => one.clientY)) / points.length];
  const spread = (points) => points.length < 2 ? 0
    : Math.hypot(points[0].clientX - points[1].clientX, points[0].clientY - points[1].clientY);
  canvas.addEventListener('pointerdown', (event) => {
    if (overview.contains(event.target) || event.button > 0) return;
    pointers.set(event.pointerId, event);
    moved = 0;
  });
  addEventListener('pointermove', (event) => {
    if (!pointers.has(event.pointerId)) return;
    const before = [...pointers.values()];
    pointers.set(event.pointerId, event);
    const after = [...pointers.values()];
    const [[x, y], [nextX, nextY]] = [middleOf(before), middleOf(after)];
    moved += Math.abs(nextX - x) + Math.abs(nextY - y);
    if (moved < 4) return;
    canvas.classList.add('moving');
    hideTip();
    view.x += nextX - x;
    view.y += nextY - y;
    const box = canvas.getBoundingClientRect();
    graph.zoom(after.length > 1 ? spread(after) / Math.max(spread(before), 1) : 1, nextX - box.left, nextY - box.top);
  });
  const release = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) canvas.classList.remove('moving');
  };
  addEventListener('pointerup', release);
  addEventListener('pointercancel', release);
  // The end of a drag is no click.
  canvas.addEventListener('click', (event) => {
    if (moved < 4) return;
    event.stopPropagation();
    moved = 0;
  }, true);
  canvas.addEventListener('wheel', (event) => {
    const box = canvas.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      graph.zoom(Math.exp(-event.deltaY * 0.0022), event.clientX - box.left, event.clientY - box.top);
      return;
    }
    const [x, y] = [view.x, view.y];
    view.x -= event.shiftKey ? event.deltaY : event.deltaX;
    view.y -= event.shiftKey ? 0 : event.deltaY;
    graph.show();
    // At the end of the graph the page goes on.
    if (view.x !== x || view.y !== y) event.preventDefault();
  }, { passive: false });
  const jump = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(overview.getScreenCTM().inverse());
    view.x = canvas.clientWidth / 2 - point.x * view.scale;
    view.y = canvas.clientHeight / 2 - point.y * view.scale;
    graph.show();
  };
  overview.addEventListener('pointerdown', (event) => { overview.setPointerCapture(event.pointerId); jump(event); });
  overview.addEventListener('pointermove', (event) => { if (event.buttons) jump(event); });
  new ResizeObserver(() => { if (matchMedia('print').matches) graph.fit(); else graph.show(); }).observe(canvas);
  return plan;
};

const niceSteps = (most, count) => {
  const rough = most / count;
  const power = 2 ** Math.floor(Math.log2(Math.max(rough, 1)));
  const each = rough / power > 1.5 ? power * 2 : power;
  return Array.from({ length: Math.floor(most / each) + 1 }, (_, index) => index * each);
};
const stepMarks = (width) => {
  const room = Math.max(2, Math.floor(width / 46));
  const rough = steps.length / room;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const each = Math.max(1, [1, 2, 5, 10].map((part) => part * power).find((part) => part >= rough));
  return Array.from({ length: Math.ceil(steps.length / each) }, (_, index) => index * each);
};
// Charts are drawn for the width that they have, again whenever it changes.
const keepDrawn = (element, put) => {
  let last = 0;
  const again = () => {
    const style = getComputedStyle(element);
    const width = Math.floor(element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
    if (width === last || width < 50) return;
    last = width;
    element.replaceChildren(put(width));
  };
  new ResizeObserver(again).observe(element);
  again();
};

const memoryChart = (width) => {
  const [left, right, top, height, gap, foot] = [74, 10, 24, Math.min(380, Math.max(240, width * 0.4)), 30, 58];
  const total = Math.max(data.summary.activationBytes, 1);
  const x = (step) => left + (width - left - right) * step / Math.max(steps.length, 1);
  const y = (offset) => top + height * (1 - offset / total);
  const alive = data.summary.aliveBytes;
  const peak = alive.indexOf(most(alive));
  const bound = data.summary.activationLowerBound;
  const blocks = [];
  data.tensors.forEach((tensor, number) => {
    if (!tensor.alive || !tensor.bytes) return;
    const [first, last] = tensor.alive;
    const maker = makers.get(number);
    const box = [x(first), y(tensor.offset + tensor.bytes), x(last + 1) - x(first), height * tensor.bytes / total];
    const name = tailName(tensor.name) || `tensor ${number}`;
    const wide = Math.max(box[2] - 0.8, 0.8);
    const tall = Math.max(box[3] - 0.8, 0.8);
    const element = draw('g', { class: `block ${maker ? maker.family : 'door'}`, transform: `translate(${box[0] + 0.4} ${box[1] + 0.4})` },
      draw('rect', { width: wide.toFixed(1), height: tall.toFixed(1), rx: Math.min(3, wide / 3, tall / 3) }),
      wide > 26 && tall > 15 ? draw('text', { x: 5, y: 12 }, labelled(name, wide - 9, `600 11px ${letters}`)) : null,
      wide > 26 && tall > 30 ? draw('text', { x: 5, y: 25, class: 'small' }, whole(bytesText(tensor.bytes), wide - 9, `11px ${letters}`)) : null);
    tell(element, [name, `${shapeText(tensor.shape)} ${tensor.type}, ${grouped(tensor.bytes)} B at ${grouped(tensor.offset)}`,
      `alive from step ${first} to ${last}`, maker ? `made by ${maker.operator}` : 'an input of the model'],
    () => maker ? graph.selectStep(maker.index) : graph.select(graph.nodes.find((node) => node.tensor === number), true));
    blocks.push({ element, first, number });
  });
  blocks.sort((a, b) => a.first - b.first || a.number - b.number);
  rove(blocks.map((block) => block.element));
  const scratch = steps.filter((step) => step.scratch).map((step) => tell(draw('rect', {
    class: 'scratch', x: x(step.index) + 0.4, y: y(step.scratch[0] + step.scratch[1]),
    width: Math.max(x(step.index + 1) - x(step.index) - 0.8, 0.8), height: height * step.scratch[1] / total,
  }), ['Scratch memory', `${grouped(step.scratch[1])} B at ${grouped(step.scratch[0])}`, `of step ${step.index}, ${step.operator}`]));
  const floor = top + height + gap;
  const mostAlive = most(alive, 1);
  return draw('svg', { width, height: floor + foot + 24, role: 'group', 'aria-label': 'Arena over time: a rectangle for each tensor; arrow keys go from one to the next' },
    draw('defs', {}, draw('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      draw('rect', { class: 'hatch', width: 2.2, height: 6 }))),
    niceSteps(total, 5).map((mark) => [
      draw('line', { class: 'grid', x1: left, x2: width - right, y1: y(mark), y2: y(mark) }),
      draw('text', { class: 'mark', x: left - 8, y: y(mark) + 4, 'text-anchor': 'end' }, bytesText(mark))]),
    draw('rect', { class: 'peak', x: x(peak), y: top, width: Math.max(x(peak + 1) - x(peak), 1.5), height: height + gap + foot }),
    scratch, blocks.map((block) => block.element),
    draw('line', { class: 'bound', x1: left, x2: width - right, y1: y(bound), y2: y(bound) }),
    draw('text', { class: 'boundtext', x: width - right, y: y(bound) - 6, 'text-anchor': 'end' },
      `lower bound ${grouped(bound)} B`),
    alive.map((count, step) => draw('rect', {
      class: step === peak ? 'alive most' : 'alive', x: x(step) + 0.4, y: floor + foot * (1 - count / mostAlive),
      width: Math.max(x(step + 1) - x(step) - 0.8, 0.8), height: foot * count / mostAlive,
    })),
    draw('text', { class: 'mark', x: left - 8, y: floor + 10, 'text-anchor': 'end' }, bytesText(mostAlive)),
    draw('text', { class: 'mark', x: left - 8, y: floor + 26, 'text-anchor': 'end' }, 'alive'),
    draw('text', {
      class: 'boundtext', y: floor - 7, 'text-anchor': x(peak) > width / 2 ? 'end' : 'start',
      x: x(peak) > width / 2 ? x(peak + 1) : x(peak),
    }, `peak ${bytesText(mostAlive)} at step ${peak}`),
    draw('line', { class: 'axis', x1: left, x2: width - right, y1: floor + foot, y2: floor + foot }),
    stepMarks(width - left).map((step) => draw('text', {
      class: 'mark', x: (x(step) + x(step + 1)) / 2, y: floor + foot + 16, 'text-anchor': 'middle',
    }, step)),
    draw('text', { class: 'mark', x: left - 8, y: floor + foot + 16, 'text-anchor': 'end' }, 'step'));
};
