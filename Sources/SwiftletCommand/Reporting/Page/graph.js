const ruler = document.createElement('canvas').getContext('2d');
const fitted = (text, width, font) => {
  ruler.font = font;
  if (ruler.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ruler.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle; else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
};
// The most of a name that fits and still tells something; nothing where that is too little.
const labelled = (name, width, font) => {
  const last = name.split('/').pop();
  ruler.font = font;
  if (ruler.measureText(name).width <= width) return name;
  const text = fitted(width < 56 ? last : name, width, font);
  return text === last || text.length > 4 ? text : '';
};
const whole = (text, width, font) => fitted(text, width, font) === text ? text : '';
const letters = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

const graph = (() => {
  const plan = data.graph;
  const [nodeWidth, nodeHeight] = [plan.nodeWidth, plan.nodeHeight];
  const doors = { '-1': data.inputs, 1: data.outputs };
  const nodes = plan.nodes.map(([door, number, x, y], index) => {
    const step = door === 0 ? steps[number] : null;
    const tensor = step ? step.output : doors[door][number].tensor;
    return {
      index, x, y, step, tensor, ins: [], outs: [],
      family: step ? step.family : 'door',
      label: step ? step.operator : door < 0 ? 'Input' : 'Output',
      words: step ? step.words.split(' sum ')[0].replaceAll('>=', '≥').replaceAll('<=', '≤') : '',
      name: step ? step.name || tensorOf(tensor).name : doors[door][number].name,
    };
  });
  const edges = plan.edges.map(([source, target, tensor, isLong, ...points]) => {
    const edge = { source: nodes[source], target: nodes[target], tensor, isLong, points };
    edge.source.outs.push(edge);
    edge.target.ins.push(edge);
    return edge;
  });
  const nodesOfSteps = nodes.filter((node) => node.step);
  const nodeOfStep = (index) => nodesOfSteps[index];
  const makerOf = (tensor, step) => {
    const edge = nodeOfStep(step).ins.find((one) => one.tensor === tensor);
    return edge && edge.source;
  };

  // Curves leave and enter upright, so that what is straight down is a line.
  const pathOf = (points) => {
    let path = `M${points[0]} ${points[1]}`;
    for (let i = 2; i < points.length; i += 2) {
      const [x, y, nextX, nextY] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
      const middle = (y + nextY) / 2;
      path += x === nextX ? `L${nextX} ${nextY}` : `C${x} ${middle} ${nextX} ${middle} ${nextX} ${nextY}`;
    }
    return path;
  };
  for (const edge of edges) {
    const path = pathOf(edge.points);
    const [x, y] = edge.points.slice(-2);
    const tensor = tensorOf(edge.tensor);
    edge.element = draw('g', { class: `edge${edge.isLong ? ' long' : ''}` },
      draw('path', { d: path, class: 'halo' }), draw('path', { d: path, class: 'line' }),
      draw('path', { d: `M${x - 4} ${y - 7}L${x} ${y}L${x + 4} ${y - 7}Z`, class: 'head' }));
    tell(edge.element, [shortName(tensor.name) || `tensor ${edge.tensor}`, `${shapeText(tensor.shape)} ${tensor.type}, ${bytesText(tensor.bytes)}`,
      `from ${edge.source.label} to ${edge.target.label}`]);
    edge.element.removeAttribute('aria-label');
  }

  const describe = (node) => {
    const tensor = tensorOf(node.tensor);
    const lines = [[node.label, node.words].filter(Boolean).join(' ')];
    if (node.name) lines.push(shortName(node.name).slice(0, 120));
    lines.push(`${shapeText(tensor.shape)} ${tensor.type}`);
    if (node.step && node.step.nanoseconds !== undefined) {
      lines.push(`${timeText(node.step.nanoseconds)}, ${shareText(node.step.share)} of the time`);
    }
    if (node.step && node.step.layer) {
      lines.push(`${decibelText(node.step.layer.decibels)} after it, ${decibelText(node.step.layer.alone, node.step.layer.added)} alone`);
    }
    return lines;
  };
  for (const node of nodes) {
    const tensor = tensorOf(node.tensor);
    const room = nodeWidth - 26;
    const label = fitted(node.label, room, `600 13px ${letters}`);
    ruler.font = `600 13px ${letters}`;
    const left = room - ruler.measureText(label).width - 7;
    const title = node.step ? node.words : shortName(node.name || '');
    node.badge = draw('text', { x: nodeWidth - 11, y: 36, class: 'badge', 'text-anchor': 'end' });
    node.element = draw('g', { class: `node ${node.family}`, transform: `translate(${node.x - nodeWidth / 2} ${node.y - nodeHeight / 2})` },
      draw('rect', { class: 'box', width: nodeWidth, height: nodeHeight, rx: node.step ? 7 : nodeHeight / 2 }),
      node.step ? draw('path', { class: 'strip', d: `M7 0.5H6Q0.5 0.5 0.5 7V${nodeHeight - 7}Q0.5 ${nodeHeight - 0.5} 6 ${nodeHeight - 0.5}H7Z` }) : null,
      draw('text', { x: 16, y: 19, class: 'operator' }, label,
        left > 24 ? draw('tspan', { class: 'words', dx: 6 }, fitted(title, left, `12px ${letters}`)) : null),
      draw('text', { x: 16, y: 36, class: 'shape' }, fitted(`${shapeText(tensor.shape)} ${tensor.type}`, room - 50, `12px ${letters}`)),
      node.badge);
    tell(node.element, describe(node), () => select(node));
  }

  const content = draw('g', {}, draw('g', { class: 'edges' }, edges.map((edge) => edge.element)),
    draw('g', {}, nodes.map((node) => node.element)));
  const picture = draw('svg', { class: 'picture', role: 'group' }, content);
  picture.setAttribute('aria-label',
    `Graph of ${plural(steps.length, 'operator')}; arrow keys walk along values, Enter opens a node`);

  // The whole graph at a glance, with the part that is in view.
  const scope = draw('rect', { class: 'scope' });
  const overview = draw('svg', { class: 'overview', 'aria-hidden': 'true', viewBox: `-20 -20 ${plan.width + 40} ${plan.height + 40}` },
    nodes.map((node) => draw('rect', {
      x: node.x - nodeWidth / 2, y: node.y - nodeHeight / 2, width: nodeWidth, height: nodeHeight, class: node.family,
    })), scope);
  const canvas = byId('canvas');
  canvas.append(picture, overview);

  const view = { x: 0, y: 0, scale: 1 };
  const margin = 24;
  // Of a large graph only what is near the view is drawn, and text only where it can be read.
  const cull = (width, height) => {
    picture.classList.toggle('tiny', view.scale < 0.22);
    if (nodes.length < 400) return;
    const reach = 200;
    const [left, right] = [-view.x / view.scale - reach - nodeWidth, (width - view.x) / view.scale + reach + nodeWidth];
    const [top, bottom] = [-view.y / view.scale - reach, (height - view.y) / view.scale + reach];
    const put = (one, isHidden) => {
      if (one.isHidden === isHidden) return;
      one.isHidden = isHidden;
      one.element.style.display = isHidden ? 'none' : '';
    };
    for (const node of nodes) put(node, node.x < left || node.x > right || node.y < top || node.y > bottom);
    for (const edge of edges) put(edge, edge.points[edge.points.length - 1] < top || edge.points[1] > bottom);
  };
  // What the overview leaves of the width.
  const room = () => {
    const isWhole = plan.width * view.scale <= canvas.clientWidth && plan.height * view.scale <= canvas.clientHeight;
    overview.classList.toggle('hidden', isWhole);
    const size = Math.min(92 / plan.width, Math.max(canvas.clientHeight - 20, 60) / plan.height);
    overview.style.width = `${Math.max(plan.width * size, 22)}px`;
    overview.style.height = `${plan.height * size}px`;
    return Math.max(60, canvas.clientWidth - (isWhole ? 0 : overview.getBoundingClientRect().width + 4));
  };
  const show = () => {
    const [width, height] = [room(), canvas.clientHeight];
    const hold = (value, size, whole) => {
      const extent = whole * view.scale;
      if (extent + 2 * margin <= size) return (size - extent) / 2;
      return Math.min(margin, Math.max(size - extent - margin, value));
    };
    view.x = hold(view.x, width, plan.width);
    view.y = hold(view.y, height, plan.height);
    cull(width, height);
    content.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.scale})`);
    for (const [name, value] of Object.entries({
      x: -view.x / view.scale, y: -view.y / view.scale,
      width: width / view.scale, height: height / view.scale,
    })) scope.setAttribute(name, value);
  };
  const least = () => Math.min(1, (room() - 2 * margin) / plan.width, (canvas.clientHeight - 2 * margin) / plan.height);
  const zoom = (factor, x = room() / 2, y = canvas.clientHeight / 2) => {
    const scale = Math.min(3, Math.max(Math.min(least(), 0.2), view.scale * factor));
    view.x = x - (x - view.x) * scale / view.scale;
    view.y = y - (y - view.y) * scale / view.scale;
    view.scale = scale;
    show();
  };
  const fit = () => { view.scale = least(); show(); };
  // As large as the width allows and no smaller than can be read, from the top.
  const start = () => {
    view.scale = Math.min(1, Math.max(0.62, (room() - 2 * margin) / plan.width, least()));
    view.x = room() / 2 - (nodes[0] ? nodes[0].x : 0) * view.scale;
    view.y = margin;
    show();
  };
  const centre = (node) => {
    if (view.scale < 0.5) view.scale = 0.8;
    view.x = room() / 2 - node.x * view.scale;
    view.y = canvas.clientHeight / 2 - node.y * view.scale;
    show();
  };
  const reveal = (node) => {
    const [x, y] = [node.x * view.scale + view.x, node.y * view.scale + view.y];
    const [halfWidth, halfHeight] = [nodeWidth * view.scale / 2, nodeHeight * view.scale / 2];
    if (x < halfWidth || x > room() - halfWidth) view.x += room() / 2 - x;
    if (y < halfHeight || y > canvas.clientHeight - halfHeight) view.y += canvas.clientHeight / 2 - y;
    show();
  };

  let chosen = null;
  const focusable = (node) => {
    nodes.forEach((other) => other.element.setAttribute('tabindex', other === node ? 0 : -1));
  };
  const select = (node, isFar) => {
    if (!node) return;
    if (chosen) {
      chosen.element.classList.remove('chosen');
      chosen.element.removeAttribute('aria-pressed');
      [...chosen.ins, ...chosen.outs].forEach((edge) => edge.element.classList.remove('lit'));
    }
    chosen = node;
    node.element.classList.add('chosen');
    node.element.setAttribute('aria-pressed', 'true');
    [...node.ins, ...node.outs].forEach((edge) => {
      edge.element.classList.add('lit');
      edge.element.parentNode.append(edge.element);
    });
    focusable(node);
    showPanel(node);
    if (isFar) centre(node); else reveal(node);
    // A page inside of another one may have no address of its own.
    try { history.replaceState(null, '', `#node-${node.index}`); } catch { /* It needs none. */ }
  };
  const selectStep = (index) => {
    select(nodeOfStep(index), true);
    byId('graph').scrollIntoView({ block: 'start', behavior: calm() ? 'auto' : 'smooth' });
    chosen.element.focus({ preventScroll: true });
  };

  const step = (node, key) => {
    const byPlace = (list) => [...list].sort((a, b) => Math.abs(a.x - node.x) - Math.abs(b.x - node.x))[0];
    const row = nodes.filter((other) => other.y === node.y);
    const closest = (list, side) => list.filter((other) => side * (other.x - node.x) > 0)
      .sort((a, b) => side * (a.x - b.x))[0];
    switch (key) {
      case 'ArrowDown': return byPlace(node.outs.map((edge) => edge.target));
      case 'ArrowUp': return byPlace(node.ins.map((edge) => edge.source));
      case 'ArrowLeft': return closest(row, -1) || nodes[node.index - 1];
      case 'ArrowRight': return closest(row, 1) || nodes[node.index + 1];
      case 'Home': return nodes[0];
      case 'End': return nodes[nodes.length - 1];
      default: return null;
    }
  };
  for (const node of nodes) {
    node.element.addEventListener('keydown', (event) => {
      const next = step(node, event.key);
      if (!next) return;
      event.preventDefault();
      focusable(next);
      reveal(next);
      next.element.focus({ preventScroll: true });
    });
  }
  focusable(nodes[0]);

  const badges = {
    kind: (node) => node.step && node.step.constantBytes ? bytesText(node.step.constantBytes) : '',
    time: (node) => node.step && node.step.nanoseconds !== undefined ? shareText(node.step.share) : '',
    error: (node) => node.step && node.step.layer ? decibelText(node.step.layer.decibels) : '',
    memory: (node) => tensorOf(node.tensor).alive ? bytesText(tensorOf(node.tensor).bytes) : '',
  };
  const largest = {
    share: most(steps.map((one) => one.share), 1e-9), added: most(layers.map((one) => one.added || 0), 1e-30),
    bytes: most(data.tensors.map((one) => one.alive ? one.bytes : 0), 1),
  };
  const heats = {
    kind: () => 0,
    time: (node) => node.step ? node.step.share / largest.share : 0,
    error: (node) => node.step && node.step.layer
      ? (node.step.layer.added || 0) / largest.added : 0,
    memory: (node) => tensorOf(node.tensor).alive
      ? tensorOf(node.tensor).bytes / largest.bytes : 0,
  };
  const colour = (way) => {
    picture.dataset.way = way;
    for (const node of nodes) {
      node.badge.textContent = badges[way](node);
      node.element.style.setProperty('--heat', `${(heats[way](node) * 62).toFixed(1)}%`);
    }
    byId('legend').replaceChildren(...(way === 'kind'
      ? families.filter(([family]) => nodes.some((node) => node.family === family))
        .map(([family, title]) => make('span', {}, make('span', { class: `dot ${family}` }), title))
        .concat(edges.some((edge) => edge.isLong) ? make('span', {}, make('span', { class: 'dash' }), 'Value that passes operators') : [])
      : [make('span', {}, { time: 'The darker, the more of the time; numbers are shares.',
        error: 'The darker, the more noise the operator adds; numbers are signal over noise after it.',
        memory: 'The darker, the larger the output; numbers are its bytes.' }[way])]));
  };
  return { nodes, edges, nodeOfStep, makerOf, select, selectStep, zoom, fit, start, show, centre, colour, view, canvas, overview, plan, chosen: () => chosen };
})();
