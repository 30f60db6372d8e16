const summary = data.summary;
const sources = { tflite: 'a TensorFlow Lite network', onnx: 'an ONNX network' };
byId('title').textContent = data.model;
byId('origin').textContent = [
  sources[data.source] ? `${sources[data.source]}, converted in memory with every number as it is` : null,
  data.producer ? `written by ${data.producer}` : null, `format version ${data.formatVersion}`,
].filter(Boolean).join(' · ');

const tile = (name, value, note) => make('div', { class: 'tile' },
  make('dt', {}, name), make('dd', {}, make('strong', {}, value), note ? make('span', {}, note) : null));
byId('tiles').append(...[
  tile(sources[data.source] ? 'Model in memory' : 'File', bytesText(summary.fileBytes), `${grouped(summary.fileBytes)} B`),
  tile('Weights', bytesText(summary.constantBytes), 'used where they lie'),
  tile('Activations', bytesText(summary.activationBytes), summary.activationBytes === summary.activationLowerBound
    ? 'equal to the lower bound' : `lower bound ${bytesText(summary.activationLowerBound)}`),
  tile('Arena', bytesText(summary.arenaBytes), `${grouped(summary.arenaBytes)} B`),
  tile('Multiply-accumulates', countText(summary.multiplyAccumulates), 'in each run'),
  tile('Time of a run', timeText(summary.medianNanoseconds), `median of ${grouped(summary.runs)}`),
  summary.multiplyAccumulates ? tile('Rate', `${countText(summary.multiplyAccumulates / summary.medianNanoseconds * 1e9)}/s`, 'multiply-accumulates') : null,
  tile('Operators', grouped(steps.length), plural(new Set(steps.map((step) => step.operator)).size, 'kind')),
  tile('Instruction set', summary.instructionSet, plural(summary.threads, 'thread')),
  data.comparison ? tile('Output error', decibelText(data.comparison.outputs[0] && data.comparison.outputs[0].decibels),
    `beside ${data.comparison.reference}`) : null,
].filter(Boolean));

const doorRows = (list, door) => list.map((port) => {
  const tensor = tensorOf(port.tensor);
  return { cells: [door, port.name || tensor.name || '', shapeText(tensor.shape), tensor.type, quantizationText(tensor)] };
});
byId('doors').append(tableOf('What the model takes and gives', [
  { title: 'Door' }, { title: 'Name', class: 'label' }, { title: 'Shape' }, { title: 'Type' }, { title: 'Quantization' },
], [...doorRows(data.inputs, 'input'), ...doorRows(data.outputs, 'output')]));
if (data.metadata.length) {
  byId('doors').append(make('details', { class: 'metadata' }, make('summary', {}, plural(data.metadata.length, 'note'), ' in the file'),
    factsOf(data.metadata.map((note) => [note.key, note.value]))));
}

const ways = { kind: 'kind of operator', time: 'time', memory: 'memory' };
if (layers.length) ways.error = 'error';
byId('colouring').append(...Object.entries(ways).map(([way, title]) => make('option', { value: way }, title)));
byId('colouring').addEventListener('change', (event) => graph.colour(event.target.value));
byId('closer').addEventListener('click', () => graph.zoom(1.3));
byId('farther').addEventListener('click', () => graph.zoom(1 / 1.3));
byId('fit').addEventListener('click', graph.fit);

const found = { list: [], place: -1 };
const textOf = (node) => {
  const tensor = tensorOf(node.tensor);
  return node.text ??= [node.label, node.words, node.name, tensor.name, shapeText(tensor.shape), shapeText(tensor.shape).replaceAll('×', 'x'), tensor.type,
    ...(node.step ? node.step.inputs.filter((number) => number !== null && tensorOf(number).isConstant).map((number) => tensorOf(number).name) : [])]
    .filter(Boolean).join('\n').toLowerCase();
};
const search = () => {
  const words = byId('search').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  found.list = words.length ? graph.nodes.filter((node) => words.every((word) => textOf(node).includes(word))) : [];
  found.place = -1;
  const isFound = new Set(found.list);
  for (const node of graph.nodes) {
    node.element.classList.toggle('faded', words.length > 0 && !isFound.has(node));
    node.element.classList.toggle('found', isFound.has(node));
  }
  byId('found').textContent = words.length ? plural(found.list.length, 'node') : '';
  if (found.list.length) graph.centre(found.list[0]);
};
byId('search').addEventListener('input', search);
byId('search').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { byId('search').value = ''; search(); }
  if (event.key !== 'Enter' || !found.list.length) return;
  found.place = (found.place + (event.shiftKey ? -1 : 1) + found.list.length) % found.list.length;
  graph.select(found.list[found.place], true);
  byId('found').textContent = `${found.place + 1} of ${found.list.length}`;
});
addEventListener('keydown', (event) => {
  if (event.target.matches('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { '/': () => byId('search').focus(), '+': () => graph.zoom(1.3), '=': () => graph.zoom(1.3), '-': () => graph.zoom(1 / 1.3), 0: graph.fit }[event.key];
  if (event.key === 'Escape') hideTip();
  if (!act) return;
  event.preventDefault();
  act();
});

const saved = (value) => {
  // A browser may keep nothing for pages from files.
  try {
    if (value === undefined) return localStorage.getItem('swiftlet-theme');
    localStorage.setItem('swiftlet-theme', value);
  } catch { /* The choice lasts as long as the page. */ }
  return null;
};
const themes = ['auto', 'light', 'dark'];
const setTheme = (theme) => {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId('theme').textContent = { auto: '◐ Auto', light: '○ Light', dark: '● Dark' }[theme];
  byId('theme').setAttribute('aria-label', `Colours: ${theme}. Change`);
};
let theme = themes.includes(saved()) ? saved() : 'auto';
setTheme(theme);
byId('theme').addEventListener('click', () => {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  saved(theme);
  setTheme(theme);
});

byId('memory-lead').textContent = summary.activationBytes
  ? `Each rectangle is a tensor: as high as its bytes, from the step that writes it to the last that reads it. The arena's activations take ${grouped(summary.activationBytes)} B; no plan of this order can take fewer than ${grouped(summary.activationLowerBound)} B, the most that is alive at one step (${summary.aliveBytes.indexOf(most(summary.aliveBytes))}, marked).`
  : 'The model needs no memory for activations.';
byId('time-lead').textContent = `${timeText(summary.medianNanoseconds)} a run (median of ${grouped(summary.runs)}, least ${timeText(summary.minimumNanoseconds)}) on ${plural(summary.threads, 'thread')} with ${summary.instructionSet}; loading took ${timeText(summary.loadNanoseconds)}. Operators are the medians of runs that time each.`;
if (summary.activationBytes && steps.length) keepDrawn(byId('memory-chart'), memoryChart);
if (totalTime > 0) {
  keepDrawn(byId('time-strip'), timeStrip);
  byId('time-kinds').append(kindsTable());
  byId('time-operators').append(slowestTable());
}
if (data.comparison) {
  const compared = data.comparison;
  byId('error-lead').textContent = `${compared.samplesAreRandom ? 'Made-up samples, which say nothing of real data. ' : ''}Signal over noise in dB beside ${compared.reference}, over ${plural(compared.samples, 'sample')}: 6 dB more is half the error.${layers.length ? ' Dots are what reaches the output of an operator, diamonds what it would give if its inputs were exact: low diamonds are where the noise comes from.' : ''}`;
  if (layers.length) {
    byId('error-legend').append(...[['after', 'after the operator'], ['alone', 'the operator alone']].map(([kind, title]) =>
      make('span', {}, make('span', { class: `sign ${kind}` }), title)));
    keepDrawn(byId('error-chart'), errorChart);
    byId('error-table').append(errorTable());
  } else {
    byId('error-chart').append(make('p', {}, 'No operator’s output has the same name in both models. ',
      compared.outputs.map((output) => `Output ${output.name}: ${decibelText(output.decibels)}.`).join(' ')));
  }
} else {
  byId('error').remove();
}
byId('operator-table').append(operatorTable());
byId('contents').append(...[...document.querySelectorAll('main > section')].map((section) =>
  make('a', { href: `#${section.id}` }, section.querySelector('h2').textContent)));
byId('footer').textContent = `Made by ${data.tool}. This page holds no weights, only their histograms, and needs no network.`;

showPanel(null);
graph.colour('kind');
movements();
graph.start();
const openAsked = () => {
  const asked = /^#node-(\d+)$/.exec(location.hash);
  if (asked) graph.select(graph.nodes[Number(asked[1])], true);
};
openAsked();
addEventListener('hashchange', openAsked);
addEventListener('beforeprint', graph.fit);
document.documentElement.dataset.ready = 'true';
