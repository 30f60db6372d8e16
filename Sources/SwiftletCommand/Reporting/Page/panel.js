const histogramOf = (values) => {
  const [width, height, foot] = [300, 92, 16];
  const highest = most(values.bins, 1);
  const each = width / values.bins.length;
  // Small counts beside a great one stay visible by the square root.
  const bars = values.bins.map((count, index) => {
    const size = count === 0 ? 0 : Math.max(1.5, Math.sqrt(count / highest) * (height - foot - 4));
    return draw('rect', {
      x: (index * each).toFixed(1), y: (height - foot - size).toFixed(1),
      width: Math.max(each - 1, 1).toFixed(1), height: size.toFixed(1),
    });
  });
  const zero = -values.minimum / (values.maximum - values.minimum) * width;
  const mark = zero > 0 && zero < width
    ? [draw('line', { x1: zero, x2: zero, y1: 0, y2: height - foot, class: 'zero' }),
      zero > 60 && zero < width - 60
        ? draw('text', { x: zero, y: height - 3, 'text-anchor': 'middle' }, '0') : null]
    : null;
  return draw('svg', {
    viewBox: `0 0 ${width} ${height}`, class: 'histogram', role: 'img',
    'aria-label': `Histogram of ${grouped(values.count)} numbers from ${numberText(values.minimum)} to ${numberText(values.maximum)}`,
  }, draw('g', { class: 'bars' }, bars), mark,
  draw('line', { x1: 0, x2: width, y1: height - foot, y2: height - foot, class: 'axis' }),
  draw('text', { x: 0, y: height - 3 }, numberText(values.minimum)),
  draw('text', { x: width, y: height - 3, 'text-anchor': 'end' }, numberText(values.maximum)));
};

const factsOf = (rows) => make('dl', { class: 'facts' },
  rows.filter((row) => row[1] !== '' && row[1] !== null && row[1] !== undefined)
    .map(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));

const valuesOf = (values, tensor) => [
  values.bins ? histogramOf(values) : null,
  values.bins ? make('p', { class: 'hint' }, 'Heights by the square root of the count.') : null,
  factsOf([
    ['Numbers', grouped(values.count)],
    ['Mean ± deviation', values.mean === undefined ? '' : `${numberText(values.mean)} ± ${numberText(values.deviation)}`],
    ['Range', values.bins || values.minimum === undefined ? '' : numberText(values.minimum)],
    ['Zero', values.count ? `${grouped(values.zeros)} (${shareText(values.zeros / values.count)})` : ''],
    ['At ±127', values.atLimit ? `${grouped(values.atLimit)} (${shareText(values.atLimit / values.count)})` : ''],
    ['Scales', values.scales
      ? `${grouped(values.channels)} channels, ${numberText(values.scales[0])} to ${numberText(values.scales[1])}`
      : quantizationText(tensor)],
    ['Not finite', values.notFinite ? grouped(values.notFinite) : ''],
  ]),
];

const tensorFacts = (tensor, known) => factsOf([
  ['Name', shortName(tensor.name) === shortName(known) ? '' : shortName(tensor.name)],
  ['Shape', shapeText(tensor.shape)],
  ['Type', tensor.type],
  ['Quantization', quantizationText(tensor)],
  ['Bytes', grouped(tensor.bytes)],
  ['In the arena', tensor.alive
    ? `at ${grouped(tensor.offset)}, from step ${tensor.alive[0]} to ${tensor.alive[1]}` : ''],
]);

const isWeights = (step, index) => index === 1 && ['convolution', 'product'].includes(step.family)
  && step.operator !== 'MatMul';

const weightParts = (step) => {
  const tensor = isWeights(step, 1) && step.inputs.length > 1 ? tensorOf(step.inputs[1]) : null;
  return tensor && [
    make('h4', {}, 'Weights'),
    tensor.values ? valuesOf(tensor.values, tensor) : null,
    factsOf([['Type', tensor.type], ['Bytes', `${grouped(tensor.bytes)}, packed with biases`]]),
  ];
};

const inputParts = (step) => step.inputs.map((number, index) => {
  if (number === null || isWeights(step, index)) return null;
  const tensor = tensorOf(number);
  const maker = graph.makerOf(number, step.index);
  return make('details', { open: tensor.isConstant && tensor.values ? '' : null },
    make('summary', {}, `Input ${index}`, make('span', { class: 'dim' }, ` ${shapeText(tensor.shape)} ${tensor.type}`)),
    factsOf([['From', maker ? make('button', {
      type: 'button', class: 'link', onclick: () => graph.select(maker, true),
    }, maker.step ? `${maker.label} ${maker.step.index}` : maker.label) : 'a constant']]),
    tensorFacts(tensor, ''),
    tensor.values ? valuesOf(tensor.values, tensor) : null);
});

const errorFacts = (layer) => layer && [
  make('h4', {}, 'Error'),
  factsOf([
    ['After it', layer.notFinite ? `${grouped(layer.notFinite)} numbers not finite` : decibelText(layer.decibels)],
    ['Before it', decibelText(layer.before)],
    ['It alone', decibelText(layer.alone, layer.added)],
    ['Of all noise', addedNoise > 0 && layer.added ? shareText(layer.added / addedNoise) : ''],
    ['Largest error', numberText(layer.largestError)],
    ['Saturated', layer.saturatedShare > 0.00005 ? `${(layer.saturatedShare * 100).toFixed(2)} %` : ''],
  ]),
];

const stepParts = (step) => {
  const output = tensorOf(step.output);
  const attributes = Object.entries(step.attributes);
  return [
    step.nanoseconds === undefined ? null : [
      make('h4', {}, 'Time'),
      make('div', { class: 'meterline' }, barOf(step.share, step.family), shareText(step.share)),
      factsOf([
        ['Median', timeText(step.nanoseconds)],
        ['MACs', step.multiplyAccumulates ? grouped(step.multiplyAccumulates) : ''],
        ['Rate', step.multiplyAccumulates && step.nanoseconds
          ? `${countText(step.multiplyAccumulates / step.nanoseconds * 1e9)}/s` : ''],
      ])],
    errorFacts(step.layer),
    weightParts(step),
    make('h4', {}, 'Output'), tensorFacts(output, step.name),
    make('h4', {}, 'Inputs'), inputParts(step),
    step.scratch ? [make('h4', {}, 'Scratch memory'), factsOf([
      ['Bytes', grouped(step.scratch[1])], ['In the arena', `at ${grouped(step.scratch[0])}`]])] : null,
    attributes.length
      ? [make('h4', {}, 'Attributes'), factsOf(attributes.map(([name, text]) => [name.replaceAll('_', ' '), text]))]
      : null,
  ];
};

const doorParts = (node) => [make('h4', {}, 'Tensor'), tensorFacts(tensorOf(node.tensor), node.name)];

const panel = byId('panel');
const said = byId('said');
const showPanel = (node) => {
  if (!node) {
    panel.replaceChildren(make('div', { class: 'empty' },
      make('p', {}, 'Select a node to see its shapes, attributes, quantization, weights, time and error.')));
    return;
  }
  const turn = (move, text) => make('button', {
    type: 'button', disabled: graph.nodes[node.index + move] ? null : '', 'aria-label': text,
    onclick: () => graph.select(graph.nodes[node.index + move], true),
  }, move < 0 ? '←' : '→');
  panel.replaceChildren(
    make('div', { class: 'panel-head' },
      make('div', {},
        make('p', { class: 'dim' }, node.step ? `Step ${node.step.index} of ${steps.length - 1}` : 'Door of the model'),
        make('h3', {}, make('span', { class: `dot ${node.family}` }), node.label)),
      make('div', { class: 'buttons' }, turn(-1, 'Previous node'), turn(1, 'Next node'))),
    ...[node.name ? make('p', { class: 'name' }, node.name.split(';').join('; ')) : null,
      node.step ? stepParts(node.step) : doorParts(node)].flat(Infinity).filter(Boolean));
  panel.scrollTop = 0;
  said.textContent = `${node.label}${node.step ? ` of step ${node.step.index}` : ''} is shown beside the graph`;
};
