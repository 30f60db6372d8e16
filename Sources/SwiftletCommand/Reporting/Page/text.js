const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);

// Every text goes in as text: nothing here ever parses markup.
const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  for (const child of [children].flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
};
const make = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const draw = (name, attributes, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

const grouped = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const scaled = (value, units, step) => {
  let unit = 0;
  while (Math.abs(value) >= step - 0.5 && unit < units.length - 1) { value /= step; unit += 1; }
  const size = Math.abs(value);
  const decimals = unit === 0 && Number.isInteger(value) ? 0 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return `${value.toFixed(decimals)} ${units[unit]}`.trim();
};
const bytesText = (count) => scaled(count, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 1024);
const timeText = (nanoseconds) => scaled(nanoseconds, ['ns', 'µs', 'ms', 's'], 1000);
const countText = (value) => scaled(value, ['', 'k', 'M', 'G', 'T', 'P'], 1000);
const shareText = (share) => `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
const numberText = (value) => value === null || value === undefined ? '–' : String(Number(value.toPrecision(4)));
const decibelText = (value, noise) =>
  value === null || value === undefined ? (noise === null ? 'no signal' : noise === 0 ? 'adds none' : 'exact') : `${value.toFixed(1)} dB`;
const shapeText = (shape) => shape.length ? shape.join('×') : 'scalar';
const plural = (count, word) => `${grouped(count)} ${word}${count === 1 ? '' : 's'}`;
const sum = (values) => values.reduce((total, value) => total + value, 0);
// A model may have more values than a call takes arguments.
const most = (values, least = -Infinity) => values.reduce((greatest, value) => value > greatest ? value : greatest, least);

const tensorOf = (number) => data.tensors[number];
const quantizationText = (tensor) =>
  tensor.scale === undefined ? '' : `scale ${numberText(tensor.scale)}, zero point ${tensor.zeroPoint}`;
// Converters of TensorFlow join several names by semicolons.
const shortName = (name) => (name || '').split(';')[0];
const tailName = (name) => shortName(name).split('/').filter(Boolean).slice(-2).join('/');

const families = [
  ['convolution', 'Convolution', ['Conv2D', 'DepthwiseConv2D', 'TransposeConv2D', 'WinogradConv2D']],
  ['product', 'Matrix product', ['FullyConnected', 'MatMul']],
  ['reduction', 'Pooling and reduction', ['Pool2D', 'Reduce', 'ArgMax', 'TopK', 'Cumulative']],
  ['elementwise', 'Elementwise and activation',
    ['Unary', 'Binary', 'Lookup', 'PRelu', 'Softmax', 'Normalization', 'Compare', 'Select']],
  ['type', 'Change of type', ['Quantize', 'Dequantize', 'Requantize', 'Cast']],
  ['arrangement', 'Arrangement', []],
  ['door', 'Input or output', []],
];
const familyOf = (operator) => (families.find((family) => family[2].includes(operator)) || families[5])[0];

const steps = data.operators.map((step, index) => ({ ...step, index, family: familyOf(step.operator) }));
const totalTime = sum(steps.map((step) => step.nanoseconds || 0));
for (const step of steps) step.share = totalTime > 0 ? (step.nanoseconds || 0) / totalTime : 0;
const layers = data.comparison ? data.comparison.layers : [];
const addedNoise = sum(layers.map((layer) => layer.added || 0));
for (const layer of layers) steps[layer.step].layer = layer;
const makers = new Map(steps.map((step) => [step.output, step]));

const tip = byId('tip');
const showTip = (lines, x, y) => {
  tip.replaceChildren(...lines.map((line, index) => make(index === 0 ? 'strong' : 'span', {}, line)));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - box.width - 8))}px`;
  tip.style.top = `${y + 18 + box.height > innerHeight ? Math.max(8, y - box.height - 12) : y + 18}px`;
};
const hideTip = () => { tip.hidden = true; };

// What is pointed at or has the focus tells its lines, and a click or Enter opens it.
const tell = (element, lines, open) => {
  element.setAttribute('aria-label', lines.join(', '));
  element.addEventListener('pointermove', (event) => showTip(lines, event.clientX, event.clientY));
  element.addEventListener('pointerleave', hideTip);
  element.addEventListener('focus', () => {
    const box = element.getBoundingClientRect();
    if (element.matches(':focus-visible')) showTip(lines, box.left + box.width / 2, box.bottom - 12);
  });
  element.addEventListener('blur', hideTip);
  if (!open) return element;
  element.setAttribute('role', 'button');
  element.addEventListener('click', open);
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open();
  });
  return element;
};

// Of many things side by side one is in the order of Tab, and arrow keys move it.
const rove = (elements) => {
  elements.forEach((element, index) => {
    element.setAttribute('tabindex', index === 0 ? 0 : -1);
    element.addEventListener('keydown', (event) => {
      const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const next = event.key === 'Home' ? 0 : event.key === 'End' ? elements.length - 1 : index + move;
      if (Number.isNaN(next) || !elements[next]) return;
      event.preventDefault();
      element.setAttribute('tabindex', -1);
      elements[next].setAttribute('tabindex', 0);
      elements[next].focus();
    });
  });
};

// A table of rows of cells; a column says its heading, its side, and what its rows are sorted by.
const tableOf = (caption, columns, rows, open) => {
  const body = make('tbody');
  const cellOf = (cell, column) => make('td', { class: column.class }, cell);
  const put = (list) => body.replaceChildren(...list.map((row) => {
    const cells = row.cells.map((cell, index) => cellOf(cell, columns[index]));
    if (open && row.step !== undefined) {
      const place = columns.findIndex((column) => column.opens);
      cells[place].replaceChildren(make('button', {
        type: 'button', class: 'link', title: row.title || '', onclick: () => open(row.step),
      }, row.cells[place] || '–'));
    }
    return make('tr', {}, cells);
  }));
  const heads = columns.map((column, index) => {
    if (!column.key) return make('th', { scope: 'col', class: column.class }, column.title);
    const button = make('button', { type: 'button', class: 'sort' }, column.title);
    const head = make('th', { scope: 'col', class: column.class }, button);
    button.addEventListener('click', () => {
      const isDown = head.getAttribute('aria-sort') !== 'descending';
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      const value = (row) => { const key = column.key(row); return key ?? (isDown ? -Infinity : Infinity); };
      const order = (a, b) => typeof value(a) === 'string' || typeof value(b) === 'string'
        ? String(value(a)).localeCompare(String(value(b))) : value(a) - value(b);
      put([...rows].sort((a, b) => (isDown ? -1 : 1) * order(a, b)));
    });
    return head;
  });
  put(rows);
  return make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, heads)), body));
};

const barOf = (share, kind) => {
  const inner = make('span', { class: `fill ${kind}` });
  inner.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return make('span', { class: 'meter', 'aria-hidden': 'true' }, inner);
};
